"""What the catalogue refuses, by name.

NotFound            TitleNotFound, PersonNotFound
Gone                TitleRemoved
Conflict            ExternalIdTaken, NumberTaken, TitleHasParts
PreconditionFailed  TitleChangedMeanwhile
Invalid             MisplacedTitle, MalformedFilter, UnknownGenre, UnknownCountry, UnknownPart, TooManyIds
"""

from chassis.errors import Conflict, Gone, Invalid, NotFound, PreconditionFailed


class TitleNotFound(NotFound):
    """No title ever had this id."""


class PersonNotFound(NotFound):
    """No person has this id."""


class TitleRemoved(Gone):
    """The title was removed; its id is never used again."""


class ExternalIdTaken(Conflict):
    """Another title already carries this id of another system."""


class NumberTaken(Conflict):
    """The series has a season, or the season an episode, with this number."""


class TitleHasParts(Conflict):
    """A series with seasons or a season with episodes is removed after them."""


class MisplacedTitle(Invalid):
    """A season without its series, an episode without its season, or a film with a parent."""


class TitleChangedMeanwhile(PreconditionFailed):
    """`If-Match` names a version that is no longer the current one."""


class MalformedFilter(Invalid):
    """A query parameter that does not follow the filter grammar."""


class UnknownGenre(Invalid):
    """A genre that the catalogue does not have."""


class UnknownCountry(Invalid):
    """A country code that is not ISO 3166-1 alpha-2."""


class UnknownPart(Invalid):
    """`append` asks for something that a title does not have."""


class TooManyIds(Invalid):
    """More titles are asked for at once than one answer holds."""
