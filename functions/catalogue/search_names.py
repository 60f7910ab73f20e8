"""GET /search: titles and people whose names are like a text, despite slips, accents and scripts, as one types."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.ranking import ranked
from catalogue._domain.typed import typed
from catalogue._replies.names import FoundName, NameQuery
from chassis.http import Page, endpoint


@endpoint("GET /search", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(asked: NameQuery) -> Page[FoundName]:
    wanted = typed(asked.query, asked.kind)
    with _wiring.search_names().open() as names:
        best = ranked(wanted, names.like(wanted), names.numbered(wanted), names.billed)
        found = names.shown(best[: asked.limit])
    return Page(items=[FoundName.model_validate(asdict(each)) for each in found])
