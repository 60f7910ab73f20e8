"""DELETE /keywords/{keyword_id}: forget a keyword that no title has."""

from catalogue import _wiring, _word_operations
from catalogue._domain.word import KeywordId
from chassis.http import IfMatch, Reply, endpoint


@endpoint("DELETE /keywords/{keyword_id}", scope="catalogue:write", status=204)
def handler(keyword_id: KeywordId, expected: IfMatch) -> Reply[None]:
    return _word_operations.remove(_wiring.keywords(), keyword_id, expected)
