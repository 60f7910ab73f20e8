"""Companies: models with the published field names."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import Field

from catalogue._domain.company import Company, CompanyFacts, CompanyId, CompanyRole
from catalogue._domain.title import Kind
from catalogue._replies.things import ExternalIdChanges, ExternalIds, Homepage, Id, Written, shown
from catalogue._replies.titles import CountryCode, Line
from chassis.reply import Body, Instant


class CompanyFields(Written):
    """What may be written about a company. In a merge patch `null` clears; a name cannot be unknown."""

    name: Line = ""
    country_code: CountryCode | None = None
    homepage: Homepage | None = None
    parent_id: Id | None = None


class NewCompany(CompanyFields):
    """The body of `POST /companies`."""

    name: Line
    external_ids: ExternalIds = Field({})

    def facts(self) -> CompanyFacts:
        """The facts of the new company."""
        return CompanyFacts(**self.written())


class CompanyChanges(CompanyFields):
    """The merge patch of `PATCH /companies/{company_id}`; `external_ids` merge by source, `null` removes one."""

    external_ids: ExternalIdChanges | None = None


class CompanyReply(Body):
    """A company; `parent_id` is the one that owns it."""

    id: str
    name: str
    country_code: str | None
    homepage: str | None
    parent_id: CompanyId | None
    external_ids: Mapping[str, str]
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, company: Company) -> Self:
        """The reply for a company."""
        return cls(**shown(company))


class CompanyTitleItem(Body):
    """A title and what the company did for it."""

    title_id: str
    kind: Kind
    name: str
    release_date: date | None
    role: CompanyRole
