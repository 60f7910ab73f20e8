"""PUT /titles/{title_id}/keywords: make a title's keywords exactly these, in this order."""

from catalogue import _title_parts
from catalogue._domain.title import TitleId
from catalogue._replies.credits import TitleKeywords
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PUT /titles/{title_id}/keywords", scope="catalogue:write")
def handler(title_id: TitleId, body: TitleKeywords, caller: Caller, expected: IfMatch) -> Reply[TitleKeywords]:
    keywords, title = _title_parts.change(
        title_id, caller, expected, lambda parts: parts.replace_keywords(body.keywords)
    )
    return Reply(TitleKeywords(keywords=list(keywords)), version=title.version)
