"""A company: a studio, a distributor, a network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType

from catalogue._domain.thing import Thing

CompanyId = NewType("CompanyId", str)
CompanyRole = Literal["production", "distribution", "network"]
COMPANY_ROLES: tuple[CompanyRole, ...] = ("production", "distribution", "network")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """`None` = not known; `parent_id` is the company that owns it, `country_code` ISO 3166-1 alpha-2."""

    name: str
    country_code: str | None = None
    homepage: str | None = None
    parent_id: CompanyId | None = None
    external_ids: Mapping[str, str] = field(default_factory=dict)


Company = Thing[CompanyFacts]
