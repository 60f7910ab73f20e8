"""A title (film, series, season, episode) and how it changes.

`TitleFacts` is what people write; `Title` adds identity and history, as every `Thing` has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NewType

from catalogue._domain import thing
from catalogue._domain.history import ThingKind
from catalogue._domain.refusals import MisplacedTitle
from catalogue._domain.thing import Thing
from chassis.errors import FieldError

TitleId = NewType("TitleId", str)
Kind = Literal["film", "series", "season", "episode"]
KINDS: tuple[Kind, ...] = ("film", "series", "season", "episode")
PARENT_KINDS: Mapping[Kind, Kind] = {"season": "series", "episode": "season"}
Status = Literal["rumored", "planned", "in_production", "post_production", "released", "returning", "ended", "canceled"]


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in minor units of `currency` (ISO 4217)."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFacts:
    """What is known about a title. `None` = not known; genres are slugs, languages BCP 47, countries ISO 3166-1.

    `parent_id` is a season's series and an episode's season, `number` the place there (0 holds specials); a film and
    a series have neither.
    """

    kind: Kind
    parent_id: TitleId | None = None
    number: int | None = None
    name: str
    original_name: str
    original_language: str | None = None
    overview: str = ""
    tagline: str = ""
    homepage: str | None = None
    status: Status = "released"
    release_date: date | None = None
    runtime_minutes: int | None = None
    budget: Money | None = None
    revenue: Money | None = None
    popularity: Decimal = Decimal(0)
    vote_average: Decimal | None = None
    vote_count: int = 0
    genres: tuple[str, ...] = ()
    country_codes: tuple[str, ...] = ()
    spoken_languages: tuple[str, ...] = ()
    external_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title(Thing[TitleFacts]):
    """A title as stored."""

    kind: ThingKind = "title"
    id: TitleId
    facts: TitleFacts


def added(title_id: TitleId, facts: TitleFacts, at: datetime) -> Title:
    """A new title, version 1."""
    return Title(id=title_id, facts=facts, version=1, created_at=at, updated_at=at)


def removed(title: Title, at: datetime) -> Title:
    """The title's last version; its number is free for another."""
    return thing.removed(replace(title, facts=replace(title.facts, number=None)), at)


def require_place(facts: TitleFacts, parent: Title | None) -> None:
    """Raise `MisplacedTitle` unless a season has its series, an episode its season, and nothing else a parent."""
    wanted = PARENT_KINDS.get(facts.kind)
    if wanted is None and (parent is not None or facts.number is not None):
        raise _misplaced("parent_id" if parent is not None else "number", f"a {facts.kind} has none")
    if wanted is not None and (parent is None or parent.facts.kind != wanted):
        raise _misplaced("parent_id", f"the parent of a {facts.kind} is a {wanted}")
    if wanted is not None and facts.number is None:
        raise _misplaced("number", f"a {facts.kind} has a number in its {wanted}")


def _misplaced(field_name: str, detail: str) -> MisplacedTitle:
    return MisplacedTitle(f"{field_name}: {detail}", errors=[FieldError(f"/{field_name}", "misplaced", detail)])
