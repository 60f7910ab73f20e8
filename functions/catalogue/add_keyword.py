"""POST /keywords: add a keyword; the same Idempotency-Key adds it once."""

from catalogue import _wiring, _word_operations
from catalogue._domain.word import Word
from catalogue._replies.vocabulary import KeywordFields, KeywordReply
from chassis.http import Caller, IdempotencyKey, Reply, endpoint
from chassis.ids import new_id


@endpoint("POST /keywords", scope="catalogue:write", status=201)
def handler(body: KeywordFields, caller: Caller, key: IdempotencyKey) -> Reply[KeywordReply]:
    return _word_operations.add(_wiring.keywords(), Word(new_id(), body.name), KeywordReply.of, caller, key)
