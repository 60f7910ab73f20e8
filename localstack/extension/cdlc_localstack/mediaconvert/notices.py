"""MediaConvert's events on the default bus.

https://docs.aws.amazon.com/mediaconvert/latest/ug/mediaconvert_event_list.html
"""

from __future__ import annotations

import json
import time
from typing import Any

from cdlc_localstack.mediaconvert.checking import wire
from cdlc_localstack.mediaconvert.objects import client

SOURCE, DETAIL_TYPE = "aws.mediaconvert", "MediaConvert Job State Change"


def send(account: str, region: str, job: dict[str, Any], status: str, **more: Any) -> None:
    """Say that a job has come to a status; `more` are details of that status in AWS's names."""
    detail = {
        "timestamp": round(time.time() * 1000),
        "accountId": account,
        "queue": job["Queue"],
        "jobId": job["Id"],
        "status": status,
        "userMetadata": job.get("UserMetadata") or {},
        **more,
    }
    entry = {"Source": SOURCE, "DetailType": DETAIL_TYPE, "Resources": [job["Arn"]], "Detail": json.dumps(detail)}
    client(account, region, "events").put_events(Entries=[entry])


def wired(value: Any) -> Any:
    """A structure with its names as AWS's JSON spells them."""
    if isinstance(value, dict):
        return {wire(name): wired(item) for name, item in value.items()}
    return [wired(item) for item in value] if isinstance(value, list) else value
