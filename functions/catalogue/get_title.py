"""GET /titles/{title_id}: one title, with `append=credits,companies,countries,keywords` as wanted."""

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._domain.views import wanted_parts
from catalogue._replies.titles import TitleReply
from chassis.http import Reply, endpoint


@endpoint("GET /titles/{title_id}", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(title_id: TitleId, append: str = "") -> Reply[TitleReply]:
    parts = wanted_parts(append)
    cache = _wiring.cached_titles()
    view = cache.read(title_id, parts)
    if view is None:
        view = _wiring.titles().read(title_id, parts)
        cache.fill(view)
    return Reply(TitleReply.of(view), version=view.title.version)
