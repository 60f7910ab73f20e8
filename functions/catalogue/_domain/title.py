"""A title (film, series, season, episode) and how it changes.

`TitleFacts` is what people write; `Title` adds identity and history. Both are values: a change makes a new one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NewType

from catalogue._domain.history import WHOLE, Action, FieldChange, Revision, field_changes
from catalogue._domain.refusals import MisplacedTitle, TitleChangedMeanwhile
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


def changed(title: Title, facts: TitleFacts, at: datetime) -> Title:
    """The next version of `title`."""
    return replace(title, facts=facts, version=title.version + 1, updated_at=at)


def removed(title: Title, at: datetime) -> Title:
    """The title's last version; its number is free for another."""
    facts = replace(title.facts, number=None)
    return replace(title, facts=facts, version=title.version + 1, updated_at=at, removed_at=at)


def revision(before: Title | None, after: Title, by: str, others: Collection[str] = ()) -> Revision:
    """What made `after`; `others` names fields outside the facts that changed with them."""
    action: Action = "added" if before is None else "removed" if after.removed_at is not None else "changed"
    changes: tuple[FieldChange, ...] = (FieldChange(WHOLE),)
    if before is not None and action == "changed":
        changes = field_changes(before.facts, after.facts, others)
    at = after.updated_at
    return Revision(kind="title", id=after.id, version=after.version, action=action, changes=changes, by=by, at=at)


def part_revision(after: Title, change: FieldChange, by: str) -> Revision:
    """What made `after` where only a part of the title differs, such as `translations.fr`."""
    at = after.updated_at
    return Revision(kind="title", id=after.id, version=after.version, action="changed", changes=(change,), by=by, at=at)


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


def require_version(title: Title, expected: int) -> None:
    """Raise `TitleChangedMeanwhile` unless the writer has seen the current version."""
    if title.version != expected:
        raise TitleChangedMeanwhile(f"title {title.id} is at version {title.version}, not {expected}: read it again")
