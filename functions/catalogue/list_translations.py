"""GET /titles/{title_id}/translations: a title's texts in every language that has any."""

from catalogue._domain.title import TitleId
from catalogue._replies.translations import TranslationItem
from catalogue._title_parts import read_view
from chassis.http import Page, Reply, endpoint


@endpoint("GET /titles/{title_id}/translations", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(title_id: TitleId) -> Reply[Page[TranslationItem]]:
    view = read_view(title_id, ["translations"])
    items = [TranslationItem.of(each) for each in view.translations or ()]
    return Reply(Page(items=items), version=view.title.version)
