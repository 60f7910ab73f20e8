"""POST /collections: add a collection; the same Idempotency-Key adds it once."""

from catalogue import _operations, _wiring
from catalogue._replies.collections import CollectionReply, NewCollection
from chassis.http import Caller, IdempotencyKey, Reply, endpoint


@endpoint("POST /collections", scope="catalogue:write", status=201)
def handler(body: NewCollection, caller: Caller, key: IdempotencyKey) -> Reply[CollectionReply]:
    return _operations.add(_wiring.collections(), body.facts(), CollectionReply.of, caller, key)
