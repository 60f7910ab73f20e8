"""Schedule, every hour: give up uploads that stopped half-way a day ago; their parts are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis import clock
from chassis.schedule import schedule
from media import _wiring
from media._domain.upload import ABANDONED_AFTER, ended_as

if TYPE_CHECKING:
    from chalice.app import CloudWatchEvent


@schedule
def handler(_tick: CloudWatchEvent) -> dict[str, int]:
    now = clock.now()
    stopped = _wiring.uploads().left(("uploading",), now - ABANDONED_AFTER)
    for each in stopped:
        with _wiring.uploads().transaction() as uploads:
            upload = uploads.lock(each.id)
            if upload.state == "uploading":
                _wiring.upload_bucket().abort(upload)
                uploads.replace(ended_as(upload, "abandoned", "stopped", "not completed within a day", now))
                uploads.save()
    return {"abandoned": len(stopped)}
