"""Companies and what they made in MySQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue._adapters.mysql_retold import retold
from catalogue._adapters.mysql_things import OpenThings, Shape, Things
from catalogue._domain.company import CompanyFacts
from catalogue._domain.refusals import (
    CompanyHasParts,
    CompanyNotFound,
    CompanyOwnsItself,
    CompanyRemoved,
    UnknownCompany,
    UnknownCountry,
)
from catalogue._domain.title import TitleId
from catalogue._domain.views import CompanyTitle
from chassis.errors import FieldError
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from catalogue._domain.company import Company, CompanyId, CompanyRole
    from catalogue._domain.thing import Thing
    from chassis.events import Event

_OWNER = "SELECT parent_id, removed_at FROM companies WHERE id = %s LOCK IN SHARE MODE"
_PART = "SELECT 1 FROM companies WHERE parent_id = %s AND removed_at IS NULL LIMIT 1"
_TITLES = """
SELECT t.id AS title_id, t.kind, t.name, t.release_date, c.role
FROM title_companies c JOIN titles t ON t.id = c.title_id
WHERE c.company_id = %s AND t.removed_at IS NULL AND c.role IN %s AND (t.id, c.role) > (%s, %s)
ORDER BY t.id, c.role LIMIT %s
"""
CompanyPlace = tuple[str, str]
"""Where a page of a company's titles ended: title and role."""


class OpenCompanies(OpenThings[CompanyFacts]):
    """Companies within one transaction."""

    shape = Shape(
        kind="company",
        table="companies",
        facts=CompanyFacts,
        columns=("name", "country_code", "homepage", "parent_id"),
        ids=("parent_id",),
        not_found=CompanyNotFound,
        removed=CompanyRemoved,
    )

    def check(self, thing: Thing[CompanyFacts]) -> None:
        """Raise `UnknownCountry`, `UnknownCompany`, `CompanyOwnsItself`."""
        code = thing.facts.country_code
        if code and not self.tx.one("SELECT 1 FROM countries WHERE code = %s", (code,)):
            at = FieldError("/country_code", "unknown", f"{code} is not known")
            raise UnknownCountry(f"{code} is no country of ISO 3166-1", errors=[at])
        self._require_owner(thing)

    def require_removable(self, thing: Thing[CompanyFacts]) -> None:
        """Raise `CompanyHasParts` where it owns others."""
        if self.tx.one(_PART, (to_bytes(thing.id),)):
            raise CompanyHasParts(f"company {thing.id} owns others: give them another owner first")

    def retold(self, before: Thing[CompanyFacts], after: Thing[CompanyFacts], by: str) -> list[Event]:
        """Titles that show a company of another name now, or one that was removed."""
        if before.facts.name == after.facts.name and after.removed_at is None:
            return []
        return retold(self.tx, "companies", [to_bytes(after.id)], after.updated_at, by)

    def _require_owner(self, thing: Thing[CompanyFacts]) -> None:
        """Walk up the owners, each locked against change: two companies cannot come to own each other."""
        own: bytes = to_bytes(thing.id)
        owner: bytes | None = to_bytes(thing.facts.parent_id) if thing.facts.parent_id else None
        while owner is not None:
            if owner == own:
                at = FieldError("/parent_id", "circular", "it is owned by this company")
                raise CompanyOwnsItself(f"company {thing.id} would own itself", errors=[at])
            row = self.tx.one(_OWNER, (owner,))
            if row is None or row["removed_at"] is not None:
                at = FieldError("/parent_id", "unknown", "there is no such company")
                raise UnknownCompany(f"there is no company {from_bytes(owner)}", errors=[at])
            owner = row["parent_id"]


class Companies(Things[CompanyFacts]):
    """Opens transactions on companies, and reads them."""

    open = OpenCompanies

    def read(self, company_id: CompanyId) -> Company:
        """The company. Raises `CompanyNotFound` or `CompanyRemoved`."""
        with self._database.read() as tx:
            return OpenCompanies(tx).load(company_id)

    def titles(
        self, company_id: CompanyId, roles: tuple[CompanyRole, ...], after: CompanyPlace | None, limit: int
    ) -> list[CompanyTitle]:
        """At most `limit` titles of a company after a place, in the order of their ids. Raises what `read` raises."""
        place = (to_bytes(after[0]), after[1]) if after else (b"", "")
        with self._database.read() as tx:
            OpenCompanies(tx).load(company_id)
            rows = tx.all(_TITLES, (to_bytes(company_id), roles, *place, limit))
        return [CompanyTitle(**{**row, "title_id": TitleId(from_bytes(row["title_id"]))}) for row in rows]
