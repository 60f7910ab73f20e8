"""GET /titles/{title_id}/releases: where and when a title came out, by country and date."""

from catalogue._domain.title import TitleId
from catalogue._replies.releases import ReleaseItem
from catalogue._title_parts import read_view
from chassis.http import Page, Reply, endpoint


@endpoint("GET /titles/{title_id}/releases", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(title_id: TitleId) -> Reply[Page[ReleaseItem]]:
    view = read_view(title_id, ["releases"])
    items = [ReleaseItem.of(each) for each in view.releases or ()]
    return Reply(Page(items=items), version=view.title.version)
