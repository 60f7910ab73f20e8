"""Schedule, every five minutes: orders issued while the catalogue did not answer get their film's name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chassis import clock
from chassis.schedule import schedule
from orders import _wiring

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent

LOOKED_BACK = timedelta(days=1)
"""A title that the catalogue does not know after a day has been removed there."""
MOST = 500
"""Of one tick: as many as one batch of the catalogue."""


@schedule
def handler(_tick: CloudWatchEvent) -> dict[str, object]:
    now, orders = clock.now(), _wiring.orders()
    nameless = orders.nameless(now - LOOKED_BACK, MOST)
    names = _wiring.film_names().of(set(nameless.values())) if nameless else {}
    for order_id, title_id in nameless.items():
        if title_id in names:
            orders.name(order_id, names[title_id], now)
    return {"nameless": len(nameless), "named": sum(each in names for each in nameless.values())}
