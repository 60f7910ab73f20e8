"""GET /titles/{title_id}/images: a title's images, the primary one of each kind and language first."""

from catalogue._domain.image import TitleImageKind, chosen
from catalogue._domain.title import TitleId
from catalogue._replies.images import Languages
from catalogue._replies.shown_images import ImageItem
from catalogue._title_parts import read_view
from chassis.http import Page, Reply, endpoint


@endpoint("GET /titles/{title_id}/images", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(
    title_id: TitleId, kind: TitleImageKind | None = None, language: Languages = None
) -> Reply[Page[ImageItem]]:
    view = read_view(title_id, ["images"])
    return Reply(
        Page(items=[ImageItem.of(each) for each in chosen(view.images or (), kind, language)]),
        version=view.title.version,
    )
