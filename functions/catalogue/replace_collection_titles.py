"""PUT /collections/{collection_id}/titles: make a collection's titles exactly these, in this order."""

from catalogue import _operations, _wiring
from catalogue._domain.collection import CollectionId
from catalogue._replies.collections import CollectionReply, CollectionTitles
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PUT /collections/{collection_id}/titles", scope="catalogue:write")
def handler(
    collection_id: CollectionId, body: CollectionTitles, caller: Caller, expected: IfMatch
) -> Reply[CollectionReply]:
    patch = {"titles": tuple(body.titles)}
    collection = _operations.change(_wiring.collections(), collection_id, patch, caller, expected)
    return Reply(CollectionReply.of(collection), version=collection.version)
