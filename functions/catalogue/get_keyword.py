"""GET /keywords/{keyword_id}: a keyword."""

from catalogue import _wiring
from catalogue._domain.word import KeywordId
from catalogue._replies.vocabulary import KeywordReply
from chassis.http import Reply, endpoint


@endpoint("GET /keywords/{keyword_id}", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(keyword_id: KeywordId) -> Reply[KeywordReply]:
    keyword = _wiring.keywords().read(keyword_id)
    return Reply(KeywordReply.of(keyword), version=keyword.version)
