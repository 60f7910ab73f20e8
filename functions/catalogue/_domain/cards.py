"""Cards: what other contexts show of titles and people in lists, asked for by many ids at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalogue._domain.person import PersonId
from catalogue._domain.refusals import TooManyIds
from catalogue._domain.title import Kind, TitleId

MOST_IDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleCard:
    """A title as a list shows it. `None` = not known."""

    id: TitleId
    kind: Kind
    name: str
    original_name: str
    original_language: str | None
    release_date: date | None
    runtime_minutes: int | None
    vote_average: Decimal | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A person as a list shows it. `None` = not known."""

    id: PersonId
    name: str
    known_for_department: str | None
    version: int


def asked_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """Each id once, in the order of the request. Raises `TooManyIds` above `MOST_IDS`."""
    asked = tuple(dict.fromkeys(ids))
    if len(asked) > MOST_IDS:
        raise TooManyIds(f"ask for at most {MOST_IDS} at once, not {len(asked)}")
    return asked
