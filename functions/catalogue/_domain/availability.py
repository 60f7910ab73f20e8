"""Availability: whether a title is there, and how it came out in a country, asked for by many ids at once."""

from dataclasses import dataclass
from datetime import date

from catalogue._domain.releases import ReleaseType
from catalogue._domain.title import Kind, Status, TitleId


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRelease:
    """A release of one type in the country asked for; `certification` None = not known."""

    type: ReleaseType
    release_date: date
    certification: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What the catalogue knows: `release_date` is the first day anywhere, `releases` those of the country by day."""

    title_id: TitleId
    kind: Kind
    status: Status
    release_date: date | None
    removed: bool
    releases: tuple[LocalRelease, ...]
