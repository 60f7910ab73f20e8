"""Schedule, every hour: compute the trending list anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis import clock
from chassis.clock import rfc3339
from chassis.schedule import schedule
from discovery import _wiring
from discovery._domain.trending import rank

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent


@schedule
def handler(_tick: CloudWatchEvent) -> dict[str, object]:
    now, store = clock.now(), _wiring.trending()
    ratings = store.ratings(now)
    ranked = rank(ratings, now)
    run = store.publish(ranked, len(ratings), now)
    return {"computed_at": rfc3339(run.computed_at), "titles": len(ranked), "ratings_counted": run.ratings_counted}
