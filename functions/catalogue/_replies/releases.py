"""Releases, certifications and names by country: models with the published field names."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator

from catalogue._domain.releases import AlternativeKind, AlternativeTitle, Release, ReleaseType
from catalogue._replies.titles import CountryCode, Line
from chassis.reply import Body

Mark = Annotated[str, StringConstraints(min_length=1, max_length=16, strip_whitespace=True)]


class AlternativeTitleItem(Body):
    """A name of a title in a country (ISO 3166-1 alpha-2)."""

    country_code: CountryCode
    name: Line
    kind: AlternativeKind = "alternative"

    @classmethod
    def of(cls, name: AlternativeTitle) -> Self:
        """The item of a name."""
        return cls(**asdict(name))

    def item(self) -> AlternativeTitle:
        """The name as the domain has it."""
        return AlternativeTitle(**self.model_dump())


class AlternativeTitleList(Body):
    """The body of `PUT /titles/{title_id}/alternative-titles`: all of them, in their order."""

    items: list[AlternativeTitleItem] = Field(max_length=40)

    def names(self) -> tuple[AlternativeTitle, ...]:
        """The names as the domain has them."""
        return tuple(each.item() for each in self.items)


class CountryRelease(Body):
    """A release of one type; `certification` is one of `GET /certifications?country=`."""

    type: ReleaseType
    release_date: date = Field(ge=date(1870, 1, 1), le=date(2200, 12, 31))
    certification: Mark | None = None
    note: str = Field("", max_length=255)


class CountryReleaseList(Body):
    """The body of `PUT /titles/{title_id}/releases/{country_code}`: that country's releases, at most one of a type."""

    items: list[CountryRelease] = Field(max_length=6)

    @field_validator("items")
    @classmethod
    def _once(cls, items: list[CountryRelease]) -> list[CountryRelease]:
        if len({each.type for each in items}) < len(items):
            raise ValueError("each type may come once")
        return items

    def releases(self, country_code: str) -> tuple[Release, ...]:
        """The releases as the domain has them, by date and type."""
        found = (Release(country_code=country_code, **each.model_dump()) for each in self.items)
        return tuple(sorted(found, key=lambda each: (each.release_date, each.type)))


class ReleaseItem(CountryRelease):
    """A release with its country."""

    country_code: CountryCode

    @classmethod
    def of(cls, release: Release) -> Self:
        """The item of a release."""
        return cls(**asdict(release))

    def item(self) -> Release:
        """The release as the domain has it."""
        return Release(**self.model_dump())


class CertificationItem(Body):
    """A mark of a country's board; `position` 0 is the mildest."""

    country_code: str
    code: str
    position: int
    meaning: str
