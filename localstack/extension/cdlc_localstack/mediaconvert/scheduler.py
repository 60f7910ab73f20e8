"""Runs jobs, one or a few at a time: the highest priority first, then the oldest; those of paused queues wait.

A job that was under way when LocalStack ended is run again from the beginning, under its id.
"""

from __future__ import annotations

import logging
import os
import threading
from functools import partial
from pathlib import Path
from typing import Any

from cdlc_localstack.mediaconvert import notices, sandbox, work
from cdlc_localstack.mediaconvert.faults import INTERNAL, Canceled, JobFailed
from cdlc_localstack.mediaconvert.outputs import Published
from cdlc_localstack.mediaconvert.store import Record, Shelf

LOG = logging.getLogger("localstack.mediaconvert")
OPEN = ("SUBMITTED", "PROGRESSING")
TOLERANT = (
    "accept_damaged"  # of UserMetadata: AWS always goes on with what it can decode, here only where a job says so
)
DECODING = 230001  # the code of the warning that parts of the input could not be decoded
Key = tuple[str, str, str]


class _Updates:
    """STATUS_UPDATE events of one job: one per interval, a minute unless the job asks for another."""

    def __init__(self, account: str, region: str, job: Record, course: work.Course) -> None:
        self._place, self._job, self._course = (account, region), job, course
        self._every = int(job.get("StatusUpdateInterval", "SECONDS_60").removeprefix("SECONDS_"))
        self._last = work.now()

    def look(self) -> None:
        """Send one where it is time."""
        if work.now() - self._last < self._every:
            return
        self._last = work.now()
        progress = {"jobPercentComplete": self._course.percent, "currentPhase": self._course.phase}
        frames = self._course.frames
        notices.send(*self._place, self._job, "STATUS_UPDATE", framesDecoded=frames, jobProgress=progress)


class Scheduler:
    """The worker threads and what they work on."""

    def __init__(self, jobs: Shelf, queues: Shelf, scratch: Path) -> None:
        self.courses: dict[Key, work.Course] = {}
        self._jobs, self._queues, self._scratch = jobs, queues, scratch
        self._news = threading.Condition()
        self._closed = False
        self._workers: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to work, with what an earlier run left unfinished."""
        for account, region, job in self._jobs.everything():
            if job["Status"] == "PROGRESSING":
                self._jobs.change(account, region, job["Id"], _again)
                LOG.warning("job %s was interrupted: it is run again from the beginning", job["Id"])
        for number in range(int(os.environ.get("CDLC_MEDIACONVERT_JOBS", "1"))):
            worker = threading.Thread(target=self._run, name=f"mediaconvert-{number}", daemon=True)
            self._workers.append(worker)
            worker.start()

    def wake(self) -> None:
        """Something may have become eligible."""
        with self._news:
            self._news.notify_all()

    def cancel(self, account: str, region: str, name: str) -> None:
        """Stop a job that is running; its record says already that it is cancelled."""
        if course := self.courses.get((account, region, name)):
            course.stop()

    def close(self) -> None:
        """Stop what runs without touching its record: the next start takes it up again."""
        self._closed = True
        for course in list(self.courses.values()):
            course.stop()
        self.wake()

    def _run(self) -> None:
        while not self._closed:
            with self._news:
                found = self._next()
                if found is None:
                    self._news.wait(timeout=5)
                    continue
                self.courses[(*found[:2], found[2]["Id"])] = work.Course()
            try:
                self._carry_out(*found)
            except Exception:
                LOG.exception("job %s", found[2]["Id"])
            finally:
                self.courses.pop((*found[:2], found[2]["Id"]), None)

    def _next(self) -> tuple[str, str, Record] | None:
        paused = {queue["Arn"] for _, _, queue in self._queues.everything() if queue["Status"] == "PAUSED"}
        waiting = [
            (account, region, job)
            for account, region, job in self._jobs.everything()
            if job["Status"] == "SUBMITTED" and job["Queue"] not in paused
        ]
        return min(waiting, key=lambda each: (-each[2]["Priority"], each[2]["CreatedAt"], each[2]["Id"]), default=None)

    def _carry_out(self, account: str, region: str, job: Record) -> None:
        key = (account, region, job["Id"])
        course = self.courses[key]

        def began(record: Record) -> bool:
            if record["Status"] != "SUBMITTED":
                course.canceled.set()
                return False
            record.update(Status="PROGRESSING", CurrentPhase=course.phase, RetryCount=record.get("RetryCount", 0))
            record["Timing"]["StartTime"] = work.now()
            return True

        self._jobs.change(*key, began)
        if course.canceled.is_set():
            return
        notices.send(account, region, job, "PROGRESSING")
        try:
            with sandbox.folder(self._scratch, job["Id"]) as folder:
                updates = _Updates(account, region, job, course)
                told, tolerant = partial(self._told, key, course), job.get("UserMetadata", {}).get(TOLERANT) == "true"
                task = work.Task(account, region, job["Settings"], folder, course, told, updates.look, tolerant)
                done = work.carry_out(task)
        except Canceled:
            return
        except JobFailed as failed:
            self._fail(key, failed)
        except Exception as error:
            LOG.exception("job %s", job["Id"])
            self._fail(key, JobFailed(INTERNAL, f"internal error: {type(error).__name__}"))
        else:
            self._complete(key, done.made, done.warnings)

    def _told(self, key: Key, course: work.Course) -> None:
        """A job's phase is kept, its percentage is not."""

        def note(record: Record) -> bool:
            record["CurrentPhase"] = course.phase
            return bool(record["Status"] == "PROGRESSING")

        self._jobs.change(*key, note)

    def _fail(self, key: Key, failed: JobFailed) -> None:
        if job := self._end(key, "ERROR", ErrorCode=failed.code, ErrorMessage=failed.message):
            notices.send(*key[:2], job, "ERROR", errorCode=failed.code, errorMessage=failed.message)

    def _complete(self, key: Key, made: list[Published], warnings: int) -> None:
        told = [{"OutputDetails": [_bare(detail) for detail in group.details]} for group in made]
        more = {"Warnings": [{"Code": DECODING, "Count": warnings}]} if warnings else {}
        if job := self._end(key, "COMPLETE", JobPercentComplete=100, OutputGroupDetails=told, **more):
            details = [_group_details(group) for group in made]
            notices.send(*key[:2], job, "COMPLETE", outputGroupDetails=details)

    def _end(self, key: Key, status: str, **more: Any) -> Record | None:
        """Record an end, unless the job was ended meanwhile or LocalStack is ending: None then."""
        ended = []

        def end(record: Record) -> bool:
            if record["Status"] != "PROGRESSING" or self._closed:
                return False
            record.update(Status=status, **more)
            record.pop("CurrentPhase", None)
            record["Timing"]["FinishTime"] = work.now()
            ended.append(True)
            return True

        job = self._jobs.change(*key, end)
        return job if ended else None


def _again(record: Record) -> bool:
    record.update(Status="SUBMITTED", RetryCount=record.get("RetryCount", 0) + 1)
    record.pop("CurrentPhase", None)
    record["Timing"].pop("StartTime", None)
    return True


def _bare(detail: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if name != "OutputFilePaths"}


def _group_details(group: Published) -> dict[str, Any]:
    details = {"outputDetails": notices.wired(group.details), "type": group.kind}
    return details | ({"playlistFilePaths": group.playlists} if group.playlists else {})
