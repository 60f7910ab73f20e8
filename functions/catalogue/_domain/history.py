"""Who changed which field of what, and when: the same for titles, people, companies and collections."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self

from catalogue._domain.filters import malformed

ThingKind = Literal["title", "person", "company", "collection"]
Action = Literal["added", "changed", "removed"]
Origin = Literal["hand", "import", "proposal", "reversal"]
WHOLE = ""
"""The field of a change that concerns the whole thing: it was added or removed."""
FIRST = datetime(1, 1, 1, tzinfo=UTC)
USUAL_SPAN, LONGEST_SPAN = timedelta(hours=24), timedelta(days=14)


IMPORTS = "import:"
"""How the name of an import begins where an account's `sub` stands otherwise."""


class Author(str):  # noqa: SLOT000 - it carries attributes
    """Who a change is ascribed to (a caller's `sub`, `import:<source>`), and by which way it came.

    A text with attributes, so that whatever passes a `sub` on passes these on as well: one acceptance may make the next
    version of many titles.
    """

    origin: Origin = "hand"
    proposal_id: str | None = None
    approved_by: str | None = None
    reverted_version: int | None = None

    @classmethod
    def of(cls, by: str) -> Self:
        """The author that a bare text means."""
        if isinstance(by, cls):
            return by
        author = cls(by)
        author.origin = "import" if by.startswith(IMPORTS) else "hand"
        return author

    @classmethod
    def proposing(cls, by: str, proposal_id: str, approved_by: str) -> Self:
        """Whose proposal was accepted, and by whom."""
        author = cls(by)
        author.origin, author.proposal_id, author.approved_by = "proposal", proposal_id, approved_by
        return author

    @classmethod
    def reverting(cls, by: str, version: int) -> Self:
        """Who took back the change that made `version`."""
        author = cls(by)
        author.origin, author.reverted_version = "reversal", version
        return author


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's value before and after; both `None` where they are not kept (lists of credits) or not known."""

    field: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What one writer changed at one instant; it made the thing's `version`. `by`: a caller's `sub`, or an `Author`."""

    kind: ThingKind
    id: str
    version: int
    action: Action
    changes: tuple[FieldChange, ...]
    by: str
    at: datetime


def field_changes(before: Any, after: Any) -> tuple[FieldChange, ...]:
    """The fields in which two values of one dataclass differ."""
    names = [each.name for each in fields(before)]
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple(FieldChange(*pair) for pair in pairs if pair[1] != pair[2])


def differing(field: str, before: Any, after: Any) -> list[FieldChange]:
    """The change of one part of a thing, such as `translations.fr`; none where it is the same."""
    return [FieldChange(field, before, after)] if before != after else []


def span(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The instants between which changes are asked for. Raises `MalformedFilter` above 14 days or backwards."""
    end = until or now
    begin = since or max(end, FIRST + USUAL_SPAN) - USUAL_SPAN
    if not (begin < end and end - begin <= LONGEST_SPAN):
        raise malformed("since", f"a span is at most {LONGEST_SPAN.days} days long and ends after it begins")
    return begin, end
