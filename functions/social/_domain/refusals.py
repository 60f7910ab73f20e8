"""What social refuses, by name.

NotFound            TitleNotFound, RatingNotFound
PreconditionFailed  RatingChangedMeanwhile
Invalid             FollowsOneself, QueryTooDeep, QueryTooCostly, TooManyAliases, TooManyTitles
"""

from chassis.errors import Invalid, NotFound, PreconditionFailed


class TitleNotFound(NotFound):
    """The catalogue has no such title, or no longer."""


class RatingNotFound(NotFound):
    """The profile has not rated the title."""


class RatingChangedMeanwhile(PreconditionFailed):
    """`If-Match` names a version that is not the rating's current one."""


class FollowsOneself(Invalid):
    """A profile cannot follow itself."""


class QueryTooDeep(Invalid):
    """A GraphQL query nests its fields deeper than any view needs."""


class QueryTooCostly(Invalid):
    """A GraphQL query may ask for more things than one answer holds."""


class TooManyAliases(Invalid):
    """A GraphQL query asks for the same fields under too many names."""


class TooManyTitles(Invalid):
    """A GraphQL query asks for more titles than one answer holds."""
