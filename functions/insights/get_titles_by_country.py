"""GET /titles-by-country: how many titles each country made, most first."""

from dataclasses import asdict

from chassis.http import Body, Page, endpoint
from chassis.paging import Cursor, Limit
from insights import _wiring

_SORT = {"sort": "-titles_count,country_code"}


class CountryItem(Body):
    country_code: str
    name: str
    titles_count: int


@endpoint("GET /titles-by-country", cache="public, s-maxage=10")
def handler(limit: Limit = 20, cursor: str | None = None) -> Page[CountryItem]:
    after = None if cursor is None else Cursor.verify(cursor, _SORT)
    found = _wiring.metrics().titles_by_country(after, limit + 1)
    items = [CountryItem(**asdict(country)) for country in found[:limit]]
    more = len(found) > limit
    position = [items[-1].titles_count, items[-1].country_code] if more else None
    return Page(items=items, next_cursor=None if position is None else Cursor.sign(position, _SORT))
