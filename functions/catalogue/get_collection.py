"""GET /collections/{collection_id}: a collection with its titles in their order."""

from catalogue import _wiring
from catalogue._domain.collection import CollectionId
from catalogue._replies.collections import CollectionWithTitles
from catalogue._replies.things import tag
from chassis.http import Reply, endpoint


@endpoint("GET /collections/{collection_id}", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(collection_id: CollectionId) -> Reply[CollectionWithTitles]:
    collection, titles = _wiring.collections().read(collection_id)
    return Reply(CollectionWithTitles.among(collection, titles), headers=tag(collection.version, titles))
