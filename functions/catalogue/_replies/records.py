"""Records: what `export_records` writes and `import_records` reads, the same JSON both ways.

A field that is absent was not told. People and companies are named by ids of other systems, by the catalogue's own
(an export's), or by both.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator

from catalogue._domain import columns
from catalogue._domain.columns import RowRejected
from catalogue._domain.company import CompanyRole
from catalogue._domain.person import Gender
from catalogue._domain.record import Reference, TitleRecord, ToldCredit, digest, record_hash
from catalogue._domain.title import Kind
from catalogue._domain.translations import Translation, canonical
from catalogue._domain.views import CreditKind
from catalogue._replies.credits import Character, Job
from catalogue._replies.people import Department
from catalogue._replies.releases import AlternativeTitleItem, ReleaseItem
from catalogue._replies.things import Id
from catalogue._replies.titles import ExternalId, Line, Source, TitleFields
from catalogue._replies.translations import Tag, TranslationTexts
from catalogue._replies.vocabulary import KeywordName
from chassis.reply import Body

MOST = 5000
GenreName = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)]
_FACTS = (*TitleFields.model_fields, "popularity", "vote_average", "vote_count")


class Named(Body):
    """Somebody or something that a title names."""

    id: Id | None = None
    external_ids: dict[Source, ExternalId] = Field({}, max_length=16)

    @model_validator(mode="after")
    def _told(self) -> "Named":
        if self.id is None and not self.external_ids:
            raise ValueError("neither id nor external_ids: who is it?")
        return self

    def reference(self, **beside: Any) -> Reference:
        """The reference as the domain has it; `beside` are facts for whoever is new."""
        known = tuple(sorted((name, value) for name, value in beside.items() if value is not None))
        pairs = tuple(sorted(self.external_ids.items()))
        return Reference(getattr(self, "name", ""), self.id, pairs, known)


class ParentTold(Named):
    """What a season or an episode stands under; `season` says which season of that series."""

    season: int | None = Field(None, ge=0, le=10_000)


class PersonTold(Named):
    """A person of a credit."""

    name: Line
    gender: Gender | None = None
    known_for_department: Department | None = None


class CompanyTold(Named):
    """A company and what it did for the title."""

    name: Line
    role: CompanyRole = "production"


class CreditTold(Body):
    """A credit; `external_id` is the source's own id of it, by which a repeated import finds it again."""

    id: Id | None = None
    external_id: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,64}$")] | None = None
    person: PersonTold
    role: CreditKind = "cast"
    character: Character = ""
    department: Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)] = ""
    job: Job = ""
    billing_order: int | None = Field(None, ge=0, le=2**32 - 1)

    def told(self) -> ToldCredit:
        """The credit as the domain has it."""
        person = self.person
        who = person.reference(gender=person.gender, known_for_department=person.known_for_department)
        facts = {name: getattr(self, name) for name in type(self).model_fields if name != "person"}
        told = ToldCredit(person=who, **facts)
        return told if self.id or self.external_id else replace(told, external_id=digest(told))


class TranslationTold(TranslationTexts):
    """The texts of a title in one language."""

    language: Tag

    def item(self) -> Translation:
        """The translation as the domain has it."""
        return Translation(**{**self.model_dump(), "language": canonical(self.language)})


class TitleTold(TitleFields):
    """A title with every part that the source tells of. `genres` are names or slugs; new ones are added."""

    id: Id | None = None
    kind: Kind = "film"
    parent: ParentTold | None = None
    external_ids: dict[Source, ExternalId] = Field({}, max_length=16)
    genres: list[GenreName] = Field([], max_length=32)
    popularity: Decimal = Field(Decimal(0), ge=0, le=999_999, decimal_places=6)
    vote_average: Decimal | None = Field(None, ge=0, le=10, decimal_places=2)
    vote_count: int = Field(0, ge=0, lt=2**32)
    credits: list[CreditTold] | None = Field(None, max_length=MOST)
    companies: list[CompanyTold] | None = Field(None, max_length=MOST)
    keywords: list[KeywordName] | None = Field(None, max_length=MOST)
    translations: list[TranslationTold] | None = Field(None, max_length=MOST)
    alternative_titles: list[AlternativeTitleItem] | None = Field(None, max_length=MOST)
    releases: list[ReleaseItem] | None = Field(None, max_length=MOST)

    @field_validator("keywords")
    @classmethod
    def _each_once(cls, values: list[str] | None) -> list[str] | None:
        return None if values is None else list(dict.fromkeys(values))


def read_title(line: int, told: Mapping[str, Any]) -> TitleRecord:
    """The record of one row. Raises `RowRejected` that names the first field that cannot be taken."""
    try:
        title = TitleTold.model_validate(told)
    except ValidationError as error:
        raise rejection(error) from None
    genres = {columns.slug(name, "genres"): name for name in title.genres}
    facts = {name: value for name, value in title.written().items() if name in _FACTS}
    if "genres" in facts:
        facts["genres"] = tuple(genres)
    return TitleRecord(
        line=line,
        kind=title.kind,
        told=facts,
        id=title.id,
        external_ids=title.external_ids,
        parent=title.parent.reference(season=title.parent.season) if title.parent else None,
        genre_names=genres,
        source_hash=record_hash(told),
        **_parts(title),
    )


def rejection(error: ValidationError) -> RowRejected:
    """Names the first field that cannot be taken, and why."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "record"
    return RowRejected(f"{where}: {first['msg'].removeprefix('Value error, ')}")


def _parts(title: TitleTold) -> dict[str, Any]:
    taken: dict[str, Any] = {
        "credits": lambda: tuple(each.told() for each in title.credits or ()),
        "companies": lambda: tuple((each.reference(), each.role) for each in title.companies or ()),
        "keywords": lambda: tuple(title.keywords or ()),
        "translations": lambda: tuple(each.item() for each in title.translations or ()),
        "alternative_titles": lambda: tuple(each.item() for each in title.alternative_titles or ()),
        "releases": lambda: tuple(each.item() for each in title.releases or ()),
    }
    return {name: make() for name, make in taken.items() if getattr(title, name) is not None}
