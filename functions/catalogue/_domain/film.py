"""A film as a source tells it, before the catalogue knows any of its ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from catalogue._domain.title import TitleFacts


@dataclass(frozen=True, slots=True)
class SourcePerson:
    """A person by the source's number; `gender` None = not known."""

    number: int
    name: str
    gender: Literal["female", "male", "non_binary"] | None


@dataclass(frozen=True, slots=True)
class SourceCompany:
    """A company by the source's number."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCredit:
    """A credit by the source's id; a cast credit has a character and a place in the billing, a crew credit a job."""

    external_id: str
    kind: Literal["cast", "crew"]
    person: SourcePerson
    character: str = ""
    department: str = ""
    job: str = ""
    billing_order: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film with everything that hangs on it. The mappings name what the facts' codes and slugs mean."""

    number: int
    facts: TitleFacts
    credits: tuple[SourceCredit, ...]
    companies: tuple[SourceCompany, ...]
    keywords: tuple[str, ...]
    genre_names: Mapping[str, str]
    country_names: Mapping[str, str]
    language_names: Mapping[str, str]
    source_hash: bytes
