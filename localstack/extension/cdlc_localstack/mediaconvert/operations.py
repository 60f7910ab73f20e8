"""MediaConvert's operations, by their names in AWS's model; each takes whose call it is and the request."""

from __future__ import annotations

import hashlib
import json
import random
import string
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cdlc_localstack.mediaconvert import notices, objects, rules, sandbox, sources, tracks, work
from cdlc_localstack.mediaconvert.checking import OneOf, Rule, Text, Within, complaints, one_of
from cdlc_localstack.mediaconvert.faults import INPUT_MISSING, Conflict, JobFailed, NotFound, Refused
from cdlc_localstack.mediaconvert.queues import Queues
from cdlc_localstack.mediaconvert.scheduler import OPEN, Scheduler
from cdlc_localstack.mediaconvert.store import Record, Shelf

_REQUEST: dict[str, Rule] = {
    "AccelerationSettings": {"Mode": one_of("DISABLED", "PREFERRED")},  # faster or not, the outputs are the same
    "BillingTagsSource": OneOf(("QUEUE", "PRESET", "JOB_TEMPLATE", "JOB")),
    "ClientRequestToken": Text(),
    "Priority": Within(-50, 50),
    "Queue": Text(),
    "Role": Text(r"arn:aws(-[a-z]+)*:iam::\d{12}:role/.+"),
    "Settings": {},
    "SimulateReservedQueue": one_of("DISABLED"),
    "StatusUpdateInterval": Text(r"SECONDS_\d+"),
    "Tags": {},
    "UserMetadata": {},
}
_FREE = ("Settings", "Tags", "UserMetadata")
PAGE = 20
_PROBES = threading.BoundedSemaphore(2)


class Operations:
    """What the provider is made of."""

    def __init__(self, jobs: Shelf, queues: Queues, scheduler: Scheduler, scratch: Path) -> None:
        self._jobs, self._queues, self._scheduler, self._scratch = jobs, queues, scheduler, scratch

    def table(self) -> dict[str, Callable[[str, str, dict[str, Any]], dict[str, Any]]]:
        """Operation → what carries it out."""
        return {
            "CreateJob": self.create_job,
            "GetJob": lambda account, region, request: {
                "Job": self._told(account, region, self._job(account, region, request))
            },
            "ListJobs": self.list_jobs,
            "CancelJob": self.cancel_job,
            "Probe": self.probe,
            **self._queues.table(),
        }

    def create_job(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """Check, keep, let it run. The same token and body again is the same job."""
        _check(request)
        queue = self._queues.by_name(account, region, request.get("Queue") or "Default")
        token, digest = request.get("ClientRequestToken"), _digest(request)
        with self._jobs.lock:
            if token and (known := self._by_token(account, region, token, digest)):
                return {"Job": self._told(account, region, known)}
            job = _new(account, region, request, queue["Arn"]) | {"_digest": digest, "_tags": request.get("Tags") or {}}
            self._jobs.put(account, region, job["Id"], job)
        self._scheduler.wake()
        return {"Job": self._told(account, region, job)}

    def list_jobs(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """A page of jobs, newest first unless asked otherwise."""
        queue = self._queues.by_name(account, region, request["Queue"])["Arn"] if request.get("Queue") else None
        found = [
            job
            for job in self._jobs.all(account, region)
            if (not queue or job["Queue"] == queue) and job["Status"] == request.get("Status", job["Status"])
        ]
        found.sort(key=lambda job: (job["CreatedAt"], job["Id"]), reverse=request.get("Order") != "ASCENDING")
        page, rest = paged(found, request, "Id")
        return {"Jobs": [self._told(account, region, job) for job in page], **rest}

    def cancel_job(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """End a job that has not ended."""
        self._job(account, region, request)

        def cancel(record: Record) -> bool:
            if record["Status"] not in OPEN:
                raise Conflict(f"Job {record['Id']} is in status {record['Status']} and cannot be canceled")
            record.update(Status="CANCELED")
            record.pop("CurrentPhase", None)
            record["Timing"]["FinishTime"] = work.now()
            return True

        job = self._jobs.change(account, region, request["Id"], cancel)
        self._scheduler.cancel(account, region, request["Id"])
        if job is not None:
            notices.send(account, region, job, "CANCELED")
        return {}

    def probe(self, account: str, region: str, request: dict[str, Any]) -> dict[str, Any]:
        """Measure files. Refused where one cannot be had or read."""
        files = request.get("InputFiles") or []
        if len(files) != 1 or not files[0].get("FileUrl"):
            raise Refused("/inputFiles: Should be a list of 1 file with a fileUrl")
        if wrong := list(complaints(files[0]["FileUrl"], Text(r"s3://[^/]+/.+"), "/inputFiles/0/fileUrl")):
            raise Refused(wrong[0])
        return {"ProbeResults": [self._probe(account, region, each["FileUrl"]) for each in files]}

    def _probe(self, account: str, region: str, url: str) -> dict[str, Any]:
        name = f"probe-{_random(16)}"
        with _PROBES, sandbox.folder(self._scratch, name) as folder:
            try:
                head = objects.fetch(account, region, url, folder / "input")
                source = sources.measure(folder / "input", url)
            except JobFailed as failed:
                kind = NotFound if failed.code == INPUT_MISSING else Refused
                raise kind(f"/inputFiles/0/fileUrl: {failed.message}") from failed
        found = tracks.container(source)
        kept = {
            "ETag": head["ETag"],
            "FileSize": head["ContentLength"],
            "LastModified": head["LastModified"],
            "MimeType": head["ContentType"],
        }
        return {"Container": found, "Metadata": kept, "TrackMappings": tracks.mappings(found["Tracks"])}

    def _job(self, account: str, region: str, request: dict[str, Any]) -> Record:
        job = self._jobs.get(account, region, request["Id"])
        if job is None:
            raise NotFound(f"Job {request['Id']} not found")
        return job

    def _by_token(self, account: str, region: str, token: str, digest: str) -> Record | None:
        for job in self._jobs.all(account, region):
            if job.get("ClientRequestToken") == token:
                if job["_digest"] != digest:
                    raise Conflict(f"Client request token {token} was used for another job")
                return job
        return None

    def _told(self, account: str, region: str, job: Record) -> dict[str, Any]:
        """The job as AWS tells it: what is going on now beside what is kept."""
        told = {name: value for name, value in job.items() if not name.startswith("_")}
        told["CreatedAt"] = moment(told["CreatedAt"])
        told["Timing"] = {name: moment(value) for name, value in told["Timing"].items()}
        course = self._scheduler.courses.get((account, region, job["Id"]))
        if course and told["Status"] == "PROGRESSING":
            told["JobPercentComplete"] = course.percent
        return told


def _check(request: dict[str, Any]) -> None:
    found = list(complaints({name: value for name, value in request.items() if name not in _FREE}, _REQUEST))
    found += [
        f"/{name[0].lower()}{name[1:]}: Value is required" for name in ("Role", "Settings") if not request.get(name)
    ]
    if found:
        raise Refused(" | ".join(found))
    rules.check(request["Settings"])


def _new(account: str, region: str, request: dict[str, Any], queue: str) -> Record:
    now = work.now()
    name = f"{round(now * 1000)}-{_random(6)}"
    optional = {
        each: request[each]
        for each in ("ClientRequestToken", "BillingTagsSource", "StatusUpdateInterval")
        if request.get(each)
    }
    return {
        "Id": name,
        "Arn": f"arn:aws:mediaconvert:{region}:{account}:jobs/{name}",
        "Status": "SUBMITTED",
        "CreatedAt": now,
        "Timing": {"SubmitTime": now},
        "Queue": queue,
        "Role": request["Role"],
        "Settings": request["Settings"],
        "UserMetadata": request.get("UserMetadata") or {},
        "Priority": request.get("Priority") or 0,
        "AccelerationSettings": request.get("AccelerationSettings") or {"Mode": "DISABLED"},
        "AccelerationStatus": "NOT_APPLICABLE",
        "Messages": {"Info": [], "Warning": []},
        **optional,
    }


def _digest(request: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()


def _random(length: int) -> str:
    return "".join(random.SystemRandom().choices(string.ascii_lowercase + string.digits, k=length))


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as what the answers are made of."""
    return datetime.fromtimestamp(seconds, UTC)


def paged(found: list[Record], request: dict[str, Any], key: str) -> tuple[list[Record], dict[str, str]]:
    """A page and how to ask for the next one."""
    size, after = request.get("MaxResults") or PAGE, request.get("NextToken")
    names = [each[key] for each in found]
    if after and after not in names:
        raise Refused("/nextToken: names no page")
    begin = names.index(after) + 1 if after else 0
    page = found[begin : begin + size]
    more = begin + size < len(found)
    return page, {"NextToken": page[-1][key]} if more else {}
