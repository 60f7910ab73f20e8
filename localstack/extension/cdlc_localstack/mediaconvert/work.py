"""One job from its input to its published outputs. Nothing is published before everything is encoded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdlc_localstack.mediaconvert import command, objects, outputs, sandbox, sources
from cdlc_localstack.mediaconvert.faults import DAMAGED, INTERNAL, Canceled, JobFailed
from cdlc_localstack.mediaconvert.plan import Plan, plan

_GRACE = 300.0  # seconds that any job may take, plus so many per second of its input:
_PER_SECOND = 60.0
_FILE_BYTES_PER_SECOND = 25_000_000  # 200 Mbit/s, MediaConvert's most for H.264 at 4K
_FILE_BYTES = 256 << 20
_DEATH = {-25: "an output grew beyond what its bit rate explains", -6: "it ran out of memory", -9: "it was killed"}


@dataclass(slots=True)
class Course:
    """A running job as others may see and stop it."""

    phase: str = "PROBING"
    percent: int = 0
    canceled: threading.Event = field(default_factory=threading.Event)
    process: sandbox.Run | None = None
    frames: int = 0

    def stop(self) -> None:
        """Let the job end soon."""
        self.canceled.set()
        if process := self.process:
            process.stop()

    def check(self) -> None:
        """Raise `Canceled` where somebody asked for the end."""
        if self.canceled.is_set():
            raise Canceled


@dataclass(frozen=True, slots=True)
class Task:
    """What a job is given: whose it is, its settings, where it may work, whom it tells about a change of phase."""

    account: str
    region: str
    settings: dict[str, Any]
    folder: Path
    course: Course
    told: Callable[[], None]
    progressed: Callable[[], None]
    tolerant: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What a job published, and how many complaints decoding gave that it was to pass over."""

    made: list[outputs.Published]
    warnings: int = 0


def carry_out(task: Task) -> Done:
    """Fetch, probe, encode, publish. Raises `JobFailed` or `Canceled`."""
    url, file = task.settings["Inputs"][0]["FileInput"], task.folder / "input"
    objects.fetch(task.account, task.region, url, file)
    task.course.check()
    source = sources.measure(file, url)
    planned = plan(task.settings, source)
    _phase(task, "TRANSCODING")
    warnings = _encode(task, file, url, planned)
    try:
        made = outputs.collect(planned, task.folder)
    except (OSError, ValueError) as error:
        raise JobFailed(INTERNAL, f"the encoder ended well, but not with what was ordered: {error}") from error
    _phase(task, "UPLOADING")
    for upload in outputs.in_order(made):
        task.course.check()
        objects.publish(task.account, task.region, upload)
    return Done(made, warnings)


def _phase(task: Task, phase: str) -> None:
    task.course.check()
    task.course.phase = phase
    task.told()


def _encode(task: Task, file: Path, url: str, planned: Plan) -> int:
    """Run the encoder; the number of complaints that were passed over."""
    course = task.course
    limits = sandbox.Limits(
        seconds=_GRACE + _PER_SECOND * planned.seconds,
        file_bytes=_FILE_BYTES + round(_FILE_BYTES_PER_SECOND * planned.seconds),
    )
    course.process = sandbox.Run(command.words(file, planned, tolerant=task.tolerant), task.folder, limits)
    try:
        if course.canceled.is_set():  # between the check and the start
            course.process.stop()
        for line in course.process.lines():
            _progress(course, line, planned.seconds)
            task.progressed()
    finally:
        course.process.stop()
        ended = course.process.wait()
        course.process = None
    course.check()
    _judge(ended, file, url)
    return len(ended.complaint.splitlines())


def _judge(ended: sandbox.Ended, file: Path, url: str) -> None:
    """Raise `JobFailed` unless ffmpeg ended well and had nothing to complain about."""
    if ended.timed_out:
        raise JobFailed(INTERNAL, f"Input [{url}] took more time than a job of its length may")
    if ended.status < 0:
        raise JobFailed(INTERNAL, f"Input [{url}]: the encoder ended early: {_DEATH.get(ended.status, ended.status)}")
    if ended.status:
        raise JobFailed(DAMAGED, f"Failed to decode input [{url}]: [{sources.plainly(ended.complaint, file)}]")


def _progress(course: Course, line: str, seconds: float) -> None:
    name, _, value = line.partition("=")
    if name == "frame" and value.strip().isdigit():
        course.frames = int(value)
    elif name == "out_time_us" and value.lstrip("-").isdigit() and seconds:
        course.percent = max(course.percent, min(99, round(int(value) / 10_000 / seconds)))


def now() -> float:
    """Seconds since 1970."""
    return time.time()
