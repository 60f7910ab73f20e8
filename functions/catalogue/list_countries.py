"""GET /countries: every country of ISO 3166-1 by name, all on one page."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._replies.vocabulary import Coded
from chassis.http import Page, endpoint


@endpoint("GET /countries", cache="public, s-maxage=60, stale-while-revalidate=60")
def handler() -> Page[Coded]:
    return Page(items=[Coded(**asdict(each)) for each in _wiring.vocabulary().countries()])
