"""Events of the catalogue (`cdlc.catalogue`): a title, person, company or collection was added, changed or removed.

Data by `events/schemas/catalogue/<Fact>.v1.json`. Added and Changed carry the whole thing, so a consumer that missed
nothing newer needs nothing older; `aggregateversion` is its version. `FieldsChanged` has a topic of its own,
`cdlc.catalogue.fields`: what each version changed, field by field, for those who follow the history itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

from chassis.events import Event

if TYPE_CHECKING:
    from datetime import datetime

SOURCE = "/cdlc/catalogue"
TITLE_ADDED = "cdlc.catalogue.TitleAdded.v1"
TITLE_CHANGED = "cdlc.catalogue.TitleChanged.v1"
TITLE_REMOVED = "cdlc.catalogue.TitleRemoved.v1"
FIELDS_CHANGED = "cdlc.catalogue.FieldsChanged.v1"
Noun = Literal["person", "company", "collection"]


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


class Person(TypedDict):
    """What others may know of a person."""

    person_id: str
    name: str
    gender: str | None
    birthday: str | None
    deathday: str | None
    known_for_department: str | None
    external_ids: dict[str, str]


class Company(TypedDict):
    """What others may know of a company."""

    company_id: str
    name: str
    country_code: str | None  # ISO 3166-1 alpha-2
    parent_id: str | None  # the company that owns it
    external_ids: dict[str, str]


class Collection(TypedDict):
    """What others may know of a collection."""

    collection_id: str
    name: str
    titles: list[str]  # ids, in their order


class FieldDiff(TypedDict):
    """A field before and after, as the API shows it; `field` "" is the whole thing, null twice = values not kept."""

    field: str
    before: Any
    after: Any


class FieldsChanged(TypedDict):
    """What one writer changed at one instant."""

    kind: str  # title, person, company or collection
    id: str
    action: str  # added, changed or removed
    changes: list[FieldDiff]
    changed_by: str  # an account's id, or import:<source>
    origin: str  # hand, import, proposal or reversal
    proposal_id: str | None  # of an accepted proposal, with
    approved_by: str | None  # the account that accepted it
    reverted_version: int | None  # of a reversal: the version that it took back


def fields_changed(told: FieldsChanged, *, version: int, at: datetime) -> Event:
    """The fields changed at `at`, which made `version`."""
    return _event(FIELDS_CHANGED, told["id"], version, at, {**told})


def title_added(title: Title, *, version: int, at: datetime) -> Event:
    """The title exists since `at`."""
    return _event(TITLE_ADDED, title["title_id"], version, at, {**title})


def title_changed(title: Title, *, version: int, at: datetime, changed: list[str] | None = None) -> Event:
    """The title is as given since `at`; `changed` names the fields that differ from the version before."""
    return _event(TITLE_CHANGED, title["title_id"], version, at, {**title, "changed": changed or []})


def title_removed(title_id: str, *, version: int, at: datetime) -> Event:
    """The title is gone since `at`; `version` is the one after its last."""
    return _event(TITLE_REMOVED, title_id, version, at, {"title_id": title_id})


def thing_added(noun: Noun, thing: Person | Company | Collection, *, version: int, at: datetime) -> Event:
    """The person, company or collection exists since `at`: `PersonAdded`, `CompanyAdded`, `CollectionAdded`."""
    return _event(_type(noun, "Added"), _subject(noun, thing), version, at, {**thing})


def thing_changed(
    noun: Noun, thing: Person | Company | Collection, *, version: int, at: datetime, changed: list[str]
) -> Event:
    """The thing is as given since `at`; `changed` names the fields that differ, some of which events do not carry."""
    return _event(_type(noun, "Changed"), _subject(noun, thing), version, at, {**thing, "changed": changed})


def thing_removed(noun: Noun, thing_id: str, *, version: int, at: datetime) -> Event:
    """The thing is gone since `at`; `version` is the one after its last."""
    return _event(_type(noun, "Removed"), thing_id, version, at, {f"{noun}_id": thing_id})


def _type(noun: Noun, fact: str) -> str:
    return f"cdlc.catalogue.{noun.title()}{fact}.v1"


def _subject(noun: Noun, thing: Person | Company | Collection) -> str:
    return str({**thing}[f"{noun}_id"])


def _event(kind: str, subject: str, version: int, at: datetime, data: dict[str, object]) -> Event:
    return Event(type=kind, source=SOURCE, subject=subject, time=at, aggregateversion=version, data=data)
