"""Credits, companies and keywords of a title: models with the published field names."""

from dataclasses import asdict
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator

from catalogue._domain.company import CompanyRole
from catalogue._domain.credit import Credit, CreditFacts
from catalogue._domain.views import Company, CreditKind
from catalogue._replies.things import Id, Written
from catalogue._replies.vocabulary import KeywordName
from chassis.reply import Body

MOST_ENTRIES = 200
Department = Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)]
Job = Annotated[str, StringConstraints(max_length=128, strip_whitespace=True)]
Character = Annotated[str, StringConstraints(max_length=512, strip_whitespace=True)]


class CreditFields(Written):
    """What may be written about a credit. In a merge patch `null` clears the billing order, and nothing else."""

    person_id: Id = ""
    role: CreditKind = "cast"
    character: Character = ""
    department: Department = ""
    job: Job = ""
    billing_order: int | None = Field(None, ge=0, le=100_000)


class NewCredit(CreditFields):
    """The body of `POST /titles/{title_id}/credits`: cast by default; guests are an episode's."""

    person_id: Id

    def facts(self) -> CreditFacts:
        """The facts of the new credit."""
        return CreditFacts(**{"role": self.role, **self.written()})


class CreditChanges(CreditFields):
    """The merge patch of `PATCH /titles/{title_id}/credits/{credit_id}`."""


class CreditReply(Body):
    """A credit; its ETag is its title's."""

    id: str
    person_id: str
    role: CreditKind
    character: str
    department: str
    job: str
    billing_order: int | None

    @classmethod
    def of(cls, credit: Credit) -> Self:
        """The reply for a credit."""
        return cls(id=credit.id, **asdict(credit.facts))


class TitleCompany(Body):
    """A company and what it did for the title."""

    company_id: Id
    role: CompanyRole = "production"


class TitleCompanies(Body):
    """All companies of a title, in their order."""

    companies: Annotated[list[TitleCompany], Field(max_length=MOST_ENTRIES)]

    @field_validator("companies")
    @classmethod
    def _once(cls, values: list[TitleCompany]) -> list[TitleCompany]:
        if len({(each.company_id, each.role) for each in values}) < len(values):
            raise ValueError("each company may come once in a role")
        return values


class TitleCompaniesReply(Body):
    """All companies of a title, in their order."""

    companies: tuple[Company, ...]


class TitleKeywords(Body):
    """All keywords of a title by name, in their order."""

    keywords: Annotated[list[KeywordName], Field(max_length=MOST_ENTRIES)]

    @field_validator("keywords")
    @classmethod
    def _once(cls, values: list[str]) -> list[str]:
        if len(set(values)) < len(values):
            raise ValueError("each keyword may come once")
        return values
