"""A record: a title as somebody tells it who knows none of the catalogue's ids, or its own export that knows them all.

What an import may write follows from who told it so far: **its own, and what nobody has told**. So a correction made
here stays, two sources do not overwrite each other in turn, and a second import of the same changes nothing.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from catalogue._domain.columns import RowRejected
from catalogue._domain.company import CompanyRole
from catalogue._domain.history import WHOLE
from catalogue._domain.releases import AlternativeTitle, Release
from catalogue._domain.title import Kind, TitleFacts
from catalogue._domain.translations import Translation
from catalogue._domain.views import CreditKind

_NOTHING: tuple[object, ...] = (None, "", 0, (), "released")
"""What a field holds of which nobody has told; films are released unless somebody says otherwise."""
READING = b"record-1"
"""Raised whenever the reading of records changes what one means: each is then compared anew by the next import."""
Pair = tuple[str, str]
ToldPart = Literal["credits", "companies", "keywords", "translations", "alternative_titles", "releases"]
TOLD_PARTS: tuple[ToldPart, ...] = (
    "credits",
    "companies",
    "keywords",
    "translations",
    "alternative_titles",
    "releases",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """Somebody or something that a record names: found by `id`, else by one of the ids of other systems."""

    name: str = ""
    id: str | None = None
    external_ids: tuple[Pair, ...] = ()
    beside: tuple[tuple[str, Any], ...] = ()
    """Facts for whoever is new here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCredit:
    """A credit with its person; `external_id` is what the source finds it again by, `id` what an export does."""

    person: Reference
    role: CreditKind
    character: str = ""
    department: str = ""
    job: str = ""
    billing_order: int | None = None
    external_id: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRecord:
    """A title as told: `told` has facts by the names of `TitleFacts`; a part that is `None` was not told."""

    line: int
    kind: Kind
    told: Mapping[str, Any]
    id: str | None = None
    external_ids: Mapping[str, str]
    parent: Reference | None = None
    genre_names: Mapping[str, str]
    credits: tuple[ToldCredit, ...] | None = None
    companies: tuple[tuple[Reference, CompanyRole], ...] | None = None
    keywords: tuple[str, ...] | None = None
    translations: tuple[Translation, ...] | None = None
    alternative_titles: tuple[AlternativeTitle, ...] | None = None
    releases: tuple[Release, ...] | None = None
    source_hash: bytes

    def parts(self) -> tuple[ToldPart, ...]:
        """The parts that the record tells of."""
        return tuple(part for part in TOLD_PARTS if getattr(self, part) is not None)

    def countries(self) -> set[str]:
        """Every country that the record names."""
        names = {each.country_code for each in self.alternative_titles or ()}
        return names | {each.country_code for each in self.releases or ()} | {*self.told.get("country_codes", ())}


@dataclass(frozen=True, slots=True)
class Told:
    """Who told what about one thing last, by field (`credits.<id>` counts as `credits`), and what is locked."""

    by_field: Mapping[str, str]
    locked: Collection[str] = ()

    def leaves(self, field: str, importer: str, held: object) -> bool:
        """Whether `importer` may write a field that holds `held`: its own, or one of which nobody has told."""
        author = self.by_field.get(field) or self.by_field.get(WHOLE, "")
        return field not in self.locked and (author == importer or held in _NOTHING)


def digest(credit: ToldCredit) -> str:
    """An id for a credit of a source that gives its credits none: the same for the same."""
    return hashlib.sha256(repr((credit.person.id, credit.person.external_ids, *_said(credit))).encode()).hexdigest()[
        :32
    ]


def _said(credit: ToldCredit) -> tuple[str, ...]:
    return credit.role, credit.character, credit.department, credit.job


def record_hash(told: Mapping[str, Any]) -> bytes:
    """SHA-256 of everything that a source says about one title."""
    return hashlib.sha256(READING + json.dumps(told, sort_keys=True).encode()).digest()


def require_known(record: TitleRecord, countries: Collection[str], marks: Collection[Pair]) -> None:
    """Raise `RowRejected` for a country that ISO 3166-1 lacks, or a mark that its country does not give."""
    for code in sorted(record.countries()):
        if code not in countries:
            raise RowRejected(f"{code} is no country of ISO 3166-1")
    for place, each in enumerate(record.releases or ()):
        if each.certification is not None and (each.country_code, each.certification) not in marks:
            raise RowRejected(f"releases.{place}.certification: {each.country_code} gives no {each.certification}")


def new_facts(record: TitleRecord) -> TitleFacts:
    """The facts of a title that the catalogue lacks. Raises `RowRejected` where it cannot be added."""
    if "name" not in record.told:
        raise RowRejected("name: missing, and there is no such title yet")
    own = {"kind": record.kind, "original_name": record.told["name"], "external_ids": record.external_ids}
    return TitleFacts(**{**own, **record.told})


def merged(before: TitleFacts, record: TitleRecord, sofar: Told, importer: str) -> TitleFacts:
    """`before` with what the record may write of it; ids of other systems are only ever added."""
    taken = {
        name: value
        for name, value in record.told.items()
        if name != "number" and sofar.leaves(name, importer, getattr(before, name))
    }
    if "vote_count" in taken and "vote_average" not in taken:  # an average belongs to its count
        del taken["vote_count"]
    more = {} if "external_ids" in sofar.locked else record.external_ids
    return replace(before, **taken, external_ids={**more, **before.external_ids})


@dataclass(frozen=True, slots=True)
class ThingRecord:
    """A person, company or collection as told: facts by the names of the kind's own."""

    line: int
    id: str | None
    told: Mapping[str, Any]
