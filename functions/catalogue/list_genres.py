"""GET /genres: every genre by name, all on one page."""

from catalogue import _wiring
from catalogue._replies.vocabulary import GenreReply
from chassis.http import Page, endpoint


@endpoint("GET /genres", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler() -> Page[GenreReply]:
    return Page(items=[GenreReply.of(each) for each in _wiring.vocabulary().genres()])
