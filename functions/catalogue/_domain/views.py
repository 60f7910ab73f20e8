"""What readers get: a title with the parts that they asked for, a list row, an entry of a filmography."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from catalogue._domain.company import CompanyRole
from catalogue._domain.image import Image
from catalogue._domain.person import PersonId
from catalogue._domain.refusals import TooManyParts, UnknownPart
from catalogue._domain.releases import AlternativeTitle, Release
from catalogue._domain.title import Kind, Title, TitleId
from catalogue._domain.translations import Translation, in_language

CreditKind = Literal["cast", "crew", "guest"]
Part = Literal[
    "credits", "companies", "countries", "keywords", "translations", "alternative_titles", "releases", "images"
]
PARTS: tuple[Part, ...] = get_args(Part)
MOST_PARTS = 5
"""Parts in one answer: each is one query where the cache does not hold it."""


@dataclass(frozen=True, slots=True)
class CastCredit:
    """Who plays whom; `billing_order` 0 is billed first."""

    credit_id: str
    person_id: PersonId
    name: str
    character: str
    billing_order: int | None


@dataclass(frozen=True, slots=True)
class CrewCredit:
    """Who did what behind the camera."""

    credit_id: str
    person_id: PersonId
    name: str
    department: str
    job: str


@dataclass(frozen=True, slots=True)
class Credits:
    """Everybody who is credited: cast and an episode's guests by billing, crew by department and job."""

    cast: tuple[CastCredit, ...]
    crew: tuple[CrewCredit, ...]
    guests: tuple[CastCredit, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """A company and what it did for the title."""

    company_id: str
    name: str
    role: CompanyRole


@dataclass(frozen=True, slots=True)
class Country:
    """A production country, ISO 3166-1 alpha-2."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleView:
    """A title and its parts; a part that was not asked for is `None`."""

    title: Title
    credits: Credits | None = None
    companies: tuple[Company, ...] | None = None
    countries: tuple[Country, ...] | None = None
    keywords: tuple[str, ...] | None = None
    translations: tuple[Translation, ...] | None = None
    alternative_titles: tuple[AlternativeTitle, ...] | None = None
    releases: tuple[Release, ...] | None = None
    images: tuple[Image, ...] | None = None

    def parts(self) -> tuple[Part, ...]:
        """The parts that this view carries."""
        return tuple(part for part in PARTS if getattr(self, part) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRow:
    """A title in a list."""

    id: TitleId
    kind: Kind
    name: str
    original_name: str
    release_date: date | None
    runtime_minutes: int | None
    popularity: Decimal
    vote_average: Decimal | None
    genres: tuple[str, ...]
    country_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmographyEntry:
    """One credit of a person."""

    title_id: TitleId
    kind: Kind
    name: str
    release_date: date | None
    role: CreditKind
    character: str
    department: str
    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionTitle:
    """A title in a collection."""

    title_id: TitleId
    kind: Kind
    name: str
    release_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyTitle(CollectionTitle):
    """A title and what a company did for it."""

    role: CompanyRole


def wanted_parts(append: str) -> tuple[Part, ...]:
    """The parts named in `append`, a comma list, each once and in order. Raises `UnknownPart`, `TooManyParts`."""
    names = {name.strip() for name in append.split(",") if name.strip()}
    unknown = sorted(names - set(PARTS))
    if unknown:
        raise UnknownPart(f"append knows {', '.join(PARTS)}; not {', '.join(unknown)}")
    if len(names) > MOST_PARTS:
        raise TooManyParts(f"append takes at most {MOST_PARTS} parts at once, not {len(names)}")
    return tuple(part for part in PARTS if part in names)


def named_in_language(
    rows: Sequence[TitleRow], known: Mapping[TitleId, Iterable[Translation]], tag: str
) -> tuple[list[TitleRow], tuple[str, ...]]:
    """The rows of a list by the names that a reader of `tag` sees, and the languages of those."""
    told = [in_language({"name": row.name}, known[row.id], tag) for row in rows]
    languages = tuple(dict.fromkeys(language for _, used in told for language in used))
    return [replace(row, name=texts["name"]) for row, (texts, _) in zip(rows, told, strict=True)], languages
