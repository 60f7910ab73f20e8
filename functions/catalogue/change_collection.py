"""PATCH /collections/{collection_id}: change some facts (JSON Merge Patch), if nobody else has in the meantime."""

from catalogue import _operations, _wiring
from catalogue._domain.collection import CollectionId
from catalogue._replies.collections import CollectionChanges, CollectionReply
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PATCH /collections/{collection_id}", scope="catalogue:write")
def handler(
    collection_id: CollectionId, body: CollectionChanges, caller: Caller, expected: IfMatch
) -> Reply[CollectionReply]:
    collection = _operations.change(_wiring.collections(), collection_id, body.written(), caller, expected)
    return Reply(CollectionReply.of(collection), version=collection.version)
