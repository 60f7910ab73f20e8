"""PUT /titles/{title_id}/alternative-titles: all names of a title in countries, in place of those there were."""

from functools import partial

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._replies.releases import AlternativeTitleItem, AlternativeTitleList
from catalogue._title_parts import change_part
from chassis.http import Caller, IfMatch, Page, Reply, endpoint


@endpoint("PUT /titles/{title_id}/alternative-titles", scope="catalogue:write")
def handler(
    title_id: TitleId, body: AlternativeTitleList, caller: Caller, expected: IfMatch
) -> Reply[Page[AlternativeTitleItem]]:
    replace = partial(_wiring.releases().replace_names, title_id, body.names())
    title = change_part(title_id, expected, caller.sub, "alternative_titles", replace)
    return Reply(Page(items=body.items), version=title.version)
