"""Queues: the default one, which is always there, and those of the account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cdlc_localstack.mediaconvert import work
from cdlc_localstack.mediaconvert.faults import Conflict, NotFound, Refused
from cdlc_localstack.mediaconvert.store import Record, Shelf

DEFAULT = "Default"
_STATUSES = ("ACTIVE", "PAUSED")


class Queues:
    """Operations on queues, and on the tags of everything."""

    def __init__(self, queues: Shelf, jobs: Shelf, wake: Callable[[], None]) -> None:
        self._queues, self._jobs, self._wake = queues, jobs, wake

    def table(self) -> dict[str, Callable[[str, str, dict[str, Any]], dict[str, Any]]]:
        """Operation → what carries it out."""
        return {
            "CreateQueue": self.create,
            "GetQueue": lambda account, region, request: {
                "Queue": self._told(account, region, self.by_name(account, region, request["Name"]))
            },
            "ListQueues": self.list,
            "UpdateQueue": self.update,
            "DeleteQueue": self.delete,
            "TagResource": self.tag,
            "UntagResource": self.untag,
            "ListTagsForResource": self.tags,
        }

    def by_name(self, account: str, region: str, name: str) -> Record:
        """A queue by its name or ARN. Raises `NotFound`."""
        plain = name.rpartition("queues/")[2]
        found = self._queues.get(account, region, plain)
        if found is None and plain == DEFAULT:
            found = _new(account, region, DEFAULT, "SYSTEM") | {"CreatedAt": 0.0, "LastUpdated": 0.0}
        if found is None or (name.startswith("arn:") and name != found["Arn"]):
            raise NotFound(f"Queue {name} not found")
        return found

    def create(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """A new queue of the account's own."""
        name = request.get("Name")
        if not name:
            raise Refused("/name: Value is required")
        if request.get("PricingPlan", "ON_DEMAND") != "ON_DEMAND":
            raise Refused("/pricingPlan: reserved queues are not carried out by the local MediaConvert")
        with self._queues.lock:
            if name == DEFAULT or self._queues.get(account, region, name):
                raise Conflict(f"Queue {name} already exists")
            queue = _new(account, region, name, "CUSTOM") | _changes(request) | {"_tags": request.get("Tags") or {}}
            self._queues.put(account, region, name, queue)
        return {"Queue": self._told(account, region, queue)}

    def list(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """Every queue; there are few, so that there is one page."""
        found = {
            queue["Name"]: queue
            for queue in [self.by_name(account, region, DEFAULT), *self._queues.all(account, region)]
        }
        key = "CreatedAt" if request.get("ListBy") == "CREATION_DATE" else "Name"
        ordered = sorted(found.values(), key=lambda queue: queue[key], reverse=request.get("Order") == "DESCENDING")
        return {"Queues": [self._told(account, region, queue) for queue in ordered]}

    def update(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """Pause, resume, describe anew."""
        with self._queues.lock:
            queue = self.by_name(account, region, request["Name"]) | _changes(request) | {"LastUpdated": work.now()}
            self._queues.put(account, region, queue["Name"], queue)
        self._wake()
        return {"Queue": self._told(account, region, queue)}

    def delete(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """Remove a queue without open jobs; the default one stays."""
        queue = self.by_name(account, region, request["Name"])
        if queue["Name"] == DEFAULT:
            raise Refused("The default queue cannot be deleted")
        if any(self._counts(account, region, queue["Arn"]).values()):
            raise Conflict(f"Queue {queue['Name']} has jobs that have not ended")
        self._queues.remove(account, region, queue["Name"])
        return {}

    def tag(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """Add tags to a queue or a job."""
        self._retag(account, region, request["Arn"], lambda tags: tags | request["Tags"])
        return {}

    def untag(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """Take tags from a queue or a job."""
        gone = set(request.get("TagKeys") or ())
        self._retag(account, region, request["Arn"], lambda tags: {key: tags[key] for key in tags.keys() - gone})
        return {}

    def tags(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """The tags of a queue or a job."""
        return {
            "ResourceTags": {
                "Arn": request["Arn"],
                "Tags": self._retag(account, region, request["Arn"], lambda tags: tags),
            }
        }

    def _retag(
        self, account: str, region: str, arn: str, how: Callable[[dict[str, str]], dict[str, str]]
    ) -> dict[str, str]:
        kind, _, name = arn.rpartition(":")[2].partition("/")
        shelf = {"queues": self._queues, "jobs": self._jobs}.get(kind)
        found: dict[str, str] = {}

        def change(record: Record) -> bool:
            before = record.get("_tags", {})
            found.update(how(before))
            record["_tags"] = dict(found)
            return bool(found != before)

        if shelf is None or shelf.change(account, region, name, change) is None:
            raise NotFound(f"{arn} not found")
        return found

    def _counts(self, account: str, region: str, arn: str) -> dict[str, int]:
        statuses = [job["Status"] for job in self._jobs.all(account, region) if job["Queue"] == arn]
        return {
            "SubmittedJobsCount": statuses.count("SUBMITTED"),
            "ProgressingJobsCount": statuses.count("PROGRESSING"),
        }

    def _told(self, account: str, region: str, queue: Record) -> dict[str, Any]:
        told = {name: value for name, value in queue.items() if not name.startswith("_")}
        for name in ("CreatedAt", "LastUpdated"):
            told[name] = datetime.fromtimestamp(queue[name], UTC)
        return told | self._counts(account, region, queue["Arn"])


def _new(account: str, region: str, name: str, kind: str) -> Record:
    now = work.now()
    return {
        "Arn": f"arn:aws:mediaconvert:{region}:{account}:queues/{name}",
        "Name": name,
        "Type": kind,
        "Status": "ACTIVE",
        "PricingPlan": "ON_DEMAND",
        "CreatedAt": now,
        "LastUpdated": now,
    }


def _changes(request: dict[str, Any]) -> dict[str, Any]:
    if request.get("Status", "ACTIVE") not in _STATUSES:
        raise Refused(f"/status: Should be {' or '.join(_STATUSES)}")
    return {
        name: request[name] for name in ("Description", "Status", "ConcurrentJobs") if request.get(name) is not None
    }
