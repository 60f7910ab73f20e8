"""DELETE /collections/{collection_id}: remove a collection, not its titles; from then on its address answers 410."""

from catalogue import _operations, _wiring
from catalogue._domain.collection import CollectionId
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /collections/{collection_id}", scope="catalogue:write", status=204)
def handler(collection_id: CollectionId, caller: Caller, expected: IfMatch) -> Reply[None]:
    return _operations.remove(_wiring.collections(), collection_id, caller, expected)
