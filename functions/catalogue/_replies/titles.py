"""Titles: models with the published field names."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, field_validator

from catalogue._domain.releases import AlternativeTitle, Release
from catalogue._domain.title import Kind, Money, Status, Title, TitleFacts, TitleId
from catalogue._domain.translations import Translation
from catalogue._domain.views import Company, Country, Credits, TitleView
from catalogue._replies.shown_images import ImageItem
from chassis.reply import Body, Instant

Line = Annotated[str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=16)]
Source = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,15}$")]
ExternalId = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,64}$")]


class TitleMoney(Body):
    """Integer minor units and ISO 4217."""

    amount: int = Field(ge=0, lt=2**63)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class TitleFields(Body):
    """What may be written about a title. In a merge patch `null` clears; a field that cannot be unknown refuses it."""

    number: int | None = Field(None, ge=0, le=10_000)
    name: Line = ""
    original_name: Line = ""
    original_language: LanguageTag | None = None
    overview: str = Field("", max_length=4000)
    tagline: str = Field("", max_length=512)
    homepage: str | None = Field(None, max_length=512, pattern=r"^https?://\S+$")
    status: Status = "released"
    release_date: date | None = None
    runtime_minutes: int | None = Field(None, ge=1, le=100_000)
    budget: TitleMoney | None = None
    revenue: TitleMoney | None = None
    genres: list[Slug] = Field([], max_length=32)
    country_codes: list[CountryCode] = Field([], max_length=64)
    spoken_languages: list[LanguageTag] = Field([], max_length=64)

    @field_validator("genres", "country_codes", "spoken_languages")
    @classmethod
    def _once(cls, values: list[str]) -> list[str]:
        if len(set(values)) < len(values):
            raise ValueError("each entry may come once")
        return values

    def written(self) -> dict[str, Any]:
        """The fields that the request carries, as `TitleFacts` has them."""
        return {name: _value(getattr(self, name)) for name in self.model_fields_set}


class NewTitle(TitleFields):
    """The body of `POST /titles`; `original_name` defaults to `name`. A season and an episode say where they belong."""

    kind: Kind = "film"
    parent_id: TitleId | None = None
    name: Line
    external_ids: dict[Source, ExternalId] = Field({}, max_length=16)

    def facts(self) -> TitleFacts:
        """The facts of the new title."""
        return TitleFacts(**{"kind": self.kind, "original_name": self.name, **self.written()})


class TitleChanges(TitleFields):
    """The merge patch of `PATCH /titles/{title_id}`; `external_ids` merge by source, `null` removes one."""

    external_ids: dict[Source, ExternalId | None] | None = Field(None, max_length=16)


class TitleReply(Body):
    """A title; a part that `append` did not ask for is null."""

    id: str
    kind: Kind
    parent_id: str | None
    number: int | None
    name: str
    original_name: str
    original_language: str | None
    overview: str
    tagline: str
    homepage: str | None
    status: Status
    release_date: date | None
    runtime_minutes: int | None
    budget: TitleMoney | None
    revenue: TitleMoney | None
    popularity: float
    vote_average: float | None
    vote_count: int
    genres: list[str]
    country_codes: list[str]
    spoken_languages: list[str]
    external_ids: dict[str, str]
    created_at: Instant
    updated_at: Instant
    credits: Credits | None
    companies: list[Company] | None
    countries: list[Country] | None
    keywords: list[str] | None
    translations: list[Translation] | None
    alternative_titles: list[AlternativeTitle] | None
    releases: list[Release] | None
    images: list[ImageItem] | None

    @classmethod
    def of(cls, view: TitleView) -> Self:
        """The reply for a view."""
        title = view.title
        return cls(
            id=title.id,
            **{name: _plain(value) for name, value in _facts(title).items()},
            created_at=title.created_at,
            updated_at=title.updated_at,
            credits=view.credits,
            companies=_list(view.companies),
            countries=_list(view.countries),
            keywords=_list(view.keywords),
            translations=_list(view.translations),
            alternative_titles=_list(view.alternative_titles),
            releases=_list(view.releases),
            images=None if view.images is None else [ImageItem.of(each) for each in view.images],
        )


class TitleListItem(Body):
    """A title in a list."""

    id: str
    kind: Kind
    name: str
    original_name: str
    release_date: date | None
    runtime_minutes: int | None
    popularity: float
    vote_average: float | None
    genres: tuple[str, ...]
    country_codes: tuple[str, ...]


def _facts(title: Title) -> dict[str, Any]:
    return {f.name: getattr(title.facts, f.name) for f in fields(TitleFacts)}


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return TitleMoney(amount=value.amount, currency=value.currency)
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
        case _:
            return value


def _value(field: Any) -> Any:
    match field:
        case TitleMoney():
            return Money(field.amount, field.currency)
        case list():
            return tuple(field)
        case _:
            return field


def _list(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else list(values)
