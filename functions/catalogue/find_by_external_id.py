"""GET /find: the title, the person or the company that carries an id of another system."""

from catalogue import _wiring
from catalogue._domain.found import FoundKind
from catalogue._replies.found import FoundItem
from catalogue._replies.titles import ExternalId, Source
from chassis.http import endpoint


@endpoint("GET /find", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(source: Source, id: ExternalId, kind: FoundKind | None = None) -> FoundItem:  # noqa: A002 - its public name
    return FoundItem.of(_wiring.find().by(source, id, kind))
