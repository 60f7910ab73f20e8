"""GET /titles/{title_id}/alternative-titles: what a title is called in countries, in the order that was written."""

from catalogue._domain.title import TitleId
from catalogue._replies.releases import AlternativeTitleItem
from catalogue._title_parts import read_view
from chassis.http import Page, Reply, endpoint


@endpoint("GET /titles/{title_id}/alternative-titles", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(title_id: TitleId) -> Reply[Page[AlternativeTitleItem]]:
    view = read_view(title_id, ["alternative_titles"])
    items = [AlternativeTitleItem.of(each) for each in view.alternative_titles or ()]
    return Reply(Page(items=items), version=view.title.version)
