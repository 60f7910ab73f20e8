"""Title cards: what other contexts show of titles in lists, asked for by many ids at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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


def asked_ids(ids: Iterable[str]) -> tuple[TitleId, ...]:
    """Each id once, in the order of the request. Raises `TooManyIds` above `MOST_IDS`."""
    asked = tuple(TitleId(each) for each in dict.fromkeys(ids))
    if len(asked) > MOST_IDS:
        raise TooManyIds(f"ask for at most {MOST_IDS} titles at once, not {len(asked)}")
    return asked
