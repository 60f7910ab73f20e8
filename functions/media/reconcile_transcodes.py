"""Schedule, every minute: what is neither ended nor being transcoded is begun, or begun again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from chassis import clock
from chassis.schedule import schedule
from media import _operations, _wiring

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent

QUIET = timedelta(seconds=30)  # younger ones are on their way


@schedule
def handler(_tick: CloudWatchEvent) -> dict[str, int]:
    begun = 0
    for upload in _wiring.uploads().left(("uploaded", "transcoding"), clock.now() - QUIET):
        if upload.state == "uploaded" or not _wiring.transcodings().is_running(upload):
            _operations.begin_again(upload.id, upload.attempt)
            begun += 1
    return {"begun_again": begun}
