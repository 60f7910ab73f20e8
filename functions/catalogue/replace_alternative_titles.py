"""PUT /titles/{title_id}/alternative-titles: all names of a title in countries, in place of those there were."""

from catalogue import _title_parts, _wiring
from catalogue._domain.title import TitleId
from catalogue._replies.releases import AlternativeTitleItem, AlternativeTitleList
from chassis.http import Caller, IfMatch, Page, Reply, endpoint


@endpoint("PUT /titles/{title_id}/alternative-titles", scope="catalogue:write")
def handler(
    title_id: TitleId, body: AlternativeTitleList, caller: Caller, expected: IfMatch
) -> Reply[Page[AlternativeTitleItem]]:
    releases, wanted = _wiring.releases(), body.names()
    _, title = _title_parts.change(title_id, caller, expected, lambda parts: releases.replace_names(parts, wanted))
    return Reply(Page(items=body.items), version=title.version)
