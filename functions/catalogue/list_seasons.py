"""GET /titles/{title_id}/seasons: a series' seasons by number, all on one page."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._replies.structure import SeasonItem
from chassis.http import Page, endpoint


@endpoint("GET /titles/{title_id}/seasons", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(title_id: TitleId) -> Page[SeasonItem]:
    return Page(items=[SeasonItem(**asdict(row)) for row in _wiring.structure().seasons(title_id)])
