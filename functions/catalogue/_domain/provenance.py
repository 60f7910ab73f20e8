"""Where a title's present values come from: the last change of each field, by the history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue._domain.history import WHOLE, Author, Revision
from catalogue._domain.lock import PART


@dataclass(frozen=True, slots=True)
class Setting:
    """A field and what set it; nothing but the field where that is older than the history."""

    field: str
    version: int | None = None
    by: Author | None = None
    at: datetime | None = None


def settings(facts: Sequence[str], last: Mapping[str, Revision], locked: Collection[str] = ()) -> list[Setting]:
    """A setting for each of `facts` and, after them, for each entry of a part that is still there, and locked part.

    `last` has the last revision of each field, with that field's change alone.
    """
    entries = [
        name
        for name, revision in last.items()
        if name not in {WHOLE, *facts} and not name.startswith(f"{PART}.") and _is_there(revision)
    ]
    parts = sorted({*entries, *locked} - set(facts))
    return [_setting(name, last.get(name, last.get(WHOLE) if name in facts else None)) for name in (*facts, *parts)]


def _is_there(revision: Revision) -> bool:
    (change,) = revision.changes
    return change.after is not None or change.before is None  # both absent: a list by its name alone


def _setting(field: str, revision: Revision | None) -> Setting:
    if revision is None:
        return Setting(field)
    return Setting(field, revision.version, Author.of(revision.by), revision.at)
