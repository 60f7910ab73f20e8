"""What became of a batch of an import."""

from chassis.reply import Body


class RejectedRow(Body):
    """A row that was left out."""

    line: int
    reason: str


class ImportedTitles(Body):
    """How many titles were new, different, or the same after all."""

    added: int
    changed: int
    unchanged: int
    rejected: list[RejectedRow]


class ImportedLinks(ImportedTitles):
    """The same for links; `without_title` mean no title of the catalogue."""

    without_title: int
