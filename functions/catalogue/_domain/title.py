"""A title (film, series, season, episode) and how it changes.

`TitleFacts` is what people write; `Title` adds identity and history. Both are values: a change makes a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, NewType

from catalogue._domain.refusals import TitleChangedMeanwhile

TitleId = NewType("TitleId", str)
Kind = Literal["film", "series", "season", "episode"]
Status = Literal["rumored", "planned", "in_production", "post_production", "released", "canceled"]


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in minor units of `currency` (ISO 4217)."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFacts:
    """What is known about a title. `None` = not known; genres are slugs, languages BCP 47, countries ISO 3166-1."""

    kind: Kind
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
class Title:
    """A title as stored: `version` counts its changes from 1 and is behind the ETag."""

    id: TitleId
    facts: TitleFacts
    version: int
    created_at: datetime
    updated_at: datetime
    removed_at: datetime | None = None


def added(title_id: TitleId, facts: TitleFacts, at: datetime) -> Title:
    """A new title, version 1."""
    return Title(id=title_id, facts=facts, version=1, created_at=at, updated_at=at)


def patched(facts: TitleFacts, patch: Mapping[str, Any]) -> TitleFacts:
    """`facts` after a JSON merge patch (RFC 7396) in the fields' types; `external_ids` merge by source."""
    merged = dict(patch)
    if "external_ids" in merged:
        both = {**facts.external_ids, **(merged["external_ids"] or {})}
        merged["external_ids"] = {source: value for source, value in both.items() if value is not None}
    return replace(facts, **merged)


def differences(before: TitleFacts, after: TitleFacts) -> tuple[str, ...]:
    """The names of the fields that differ, in the order of declaration."""
    return tuple(f.name for f in fields(TitleFacts) if getattr(before, f.name) != getattr(after, f.name))


def changed(title: Title, facts: TitleFacts, at: datetime) -> Title:
    """The next version of `title`."""
    return replace(title, facts=facts, version=title.version + 1, updated_at=at)


def removed(title: Title, at: datetime) -> Title:
    """The title's last version."""
    return replace(title, version=title.version + 1, updated_at=at, removed_at=at)


def require_version(title: Title, expected: int) -> None:
    """Raise `TitleChangedMeanwhile` unless the writer has seen the current version."""
    if title.version != expected:
        raise TitleChangedMeanwhile(f"title {title.id} is at version {title.version}, not {expected}: read it again")
