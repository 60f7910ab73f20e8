"""PATCH /keywords/{keyword_id}: give a keyword another name, if nobody else has in the meantime."""

from catalogue import _wiring, _word_operations
from catalogue._domain.word import KeywordId
from catalogue._replies.vocabulary import KeywordFields, KeywordReply
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PATCH /keywords/{keyword_id}", scope="catalogue:write")
def handler(keyword_id: KeywordId, body: KeywordFields, caller: Caller, expected: IfMatch) -> Reply[KeywordReply]:
    keyword = _word_operations.rename(_wiring.keywords(), keyword_id, body.name, caller, expected)
    return Reply(KeywordReply.of(keyword), version=keyword.version)
