"""GET /companies/{company_id}/titles: what a company produced, distributed or broadcast, in the order of ids."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.company import COMPANY_ROLES, CompanyId, CompanyRole
from catalogue._replies.companies import CompanyTitleItem
from chassis.http import Page, endpoint
from chassis.paging import Cursor, Limit


@endpoint("GET /companies/{company_id}/titles", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(
    company_id: CompanyId, role: CompanyRole | None = None, limit: Limit = 20, cursor: str | None = None
) -> Page[CompanyTitleItem]:
    bound_to = {"titles_of": company_id, "role": role}
    after = None if cursor is None else Cursor.verify(cursor, bound_to)
    rows = _wiring.companies().titles(company_id, (role,) if role else COMPANY_ROLES, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=[CompanyTitleItem(**asdict(row)) for row in rows[:limit]],
        next_cursor=Cursor.sign((last.title_id, last.role), bound_to) if last else None,
    )
