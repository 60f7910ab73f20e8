"""Who changed which field of what, and when: the same for titles, people, companies and collections."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from catalogue._domain.filters import malformed

ThingKind = Literal["title", "person", "company", "collection"]
Action = Literal["added", "changed", "removed"]
WHOLE = ""
"""The field of a change that concerns the whole thing: it was added or removed."""
FIRST = datetime(1, 1, 1, tzinfo=UTC)
USUAL_SPAN, LONGEST_SPAN = timedelta(hours=24), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's value before and after; both `None` where they are not kept (lists of credits) or not known."""

    field: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What one writer changed at one instant; it made the thing's `version`. `by` is the caller's `sub`."""

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
