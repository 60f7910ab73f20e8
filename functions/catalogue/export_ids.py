"""Schedule, daily at 04:00 UTC: every id of the catalogue into the bucket of exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue import _wiring
from catalogue._domain.exports import EXPORTED, key, lines
from chassis import clock
from chassis.schedule import schedule

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent


@schedule
def handler(_tick: CloudWatchEvent) -> dict[str, object]:
    day, ids, bucket = clock.now().date(), _wiring.ids(), _wiring.exports()
    return {kind: bucket.put(key(kind, day), lines(ids.every(kind))) for kind in EXPORTED}
