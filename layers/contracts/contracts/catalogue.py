"""Events of the catalogue (`cdlc.catalogue`): a title was added, changed or removed.

Data by `events/schemas/catalogue/<Fact>.v1.json`. Added and Changed carry the whole title, so a consumer that missed
nothing newer needs nothing older; `aggregateversion` is the title's version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from chassis.events import Event

if TYPE_CHECKING:
    from datetime import datetime

SOURCE = "/cdlc/catalogue"
TITLE_ADDED = "cdlc.catalogue.TitleAdded.v1"
TITLE_CHANGED = "cdlc.catalogue.TitleChanged.v1"
TITLE_REMOVED = "cdlc.catalogue.TitleRemoved.v1"


class Title(TypedDict):
    """What others may know of a title. Dates `YYYY-MM-DD`; genres and keywords as the catalogue names them."""

    title_id: str
    kind: str  # film, series, season or episode
    parent_id: str | None  # a season's series, an episode's season
    number: int | None  # of a season in its series, of an episode in its season
    title: str
    original_title: str
    original_language: str | None  # BCP 47
    release_date: str | None
    runtime_minutes: int | None
    genres: list[str]
    keywords: list[str]
    countries: list[str]  # ISO 3166-1 alpha-2
    popularity: float | None
    external_ids: dict[str, str]  # {"tmdb": "603", "imdb": "tt0133093"}


def title_added(title: Title, *, version: int, at: datetime) -> Event:
    """The title exists since `at`."""
    return _event(TITLE_ADDED, title["title_id"], version, at, {**title})


def title_changed(title: Title, *, version: int, at: datetime, changed: list[str] | None = None) -> Event:
    """The title is as given since `at`; `changed` names the fields that differ from the version before."""
    return _event(TITLE_CHANGED, title["title_id"], version, at, {**title, "changed": changed or []})


def title_removed(title_id: str, *, version: int, at: datetime) -> Event:
    """The title is gone since `at`; `version` is the one after its last."""
    return _event(TITLE_REMOVED, title_id, version, at, {"title_id": title_id})


def _event(kind: str, title_id: str, version: int, at: datetime, data: dict[str, object]) -> Event:
    return Event(type=kind, source=SOURCE, subject=title_id, time=at, aggregateversion=version, data=data)
