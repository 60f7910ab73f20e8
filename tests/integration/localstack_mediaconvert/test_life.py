"""What happens to jobs: cancelled, waiting in a paused queue, told of, interrupted by the end of LocalStack."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from integration.localstack_persistence.local_stack import LocalStack
from local_cloud import eventually
from unit.localstack_mediaconvert.jobs import ladder, rung, sound

from .studio import Studio, placed

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = {"seconds": 120, "size": "640x360", "preset": "ultrafast"}
HEAVY = (rung(1280, 720), rung(640, 360), sound())


def encoders(folder: Path) -> list[str]:
    """Processes of ffmpeg that work below a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            name, place = (process / "comm").read_text().strip(), (process / "cwd").resolve()
        except OSError:
            continue
        if name in ("ffmpeg", "ffprobe") and place.is_relative_to(folder):
            found.append(process.name)
    return found


def transcoding(studio: Studio, name: str) -> None:
    """Wait until the encoder has come some way."""
    eventually(lambda: studio.job(name).get("JobPercentComplete", 0) > 0, 60, "job under way")


@pytest.fixture
def events(studio: Studio) -> Iterator[Any]:
    """Reads what MediaConvert said on the default bus."""
    sqs, bus = studio.aws("sqs"), studio.aws("events")
    name = f"seen-{time.time_ns()}"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {"source": ["aws.mediaconvert"], "detail-type": ["MediaConvert Job State Change"]}
    bus.put_rule(Name=name, EventPattern=json.dumps(pattern))
    bus.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    seen: list[dict[str, Any]] = []

    def read(job: str, status: str) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
                seen.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found = [each for each in seen if each["detail"]["jobId"] == job and each["detail"]["status"] == status]
            return found[0] if found else None

        return eventually(look, 30, f"{status} of {job}") or {}

    yield read
    bus.remove_targets(Rule=name, Ids=["queue"])
    bus.delete_rule(Name=name)


def test_the_bus_hears_of_each_status(studio: Studio, events: Any) -> None:
    job, prefix = studio.run(studio.film(), ladder(), UserMetadata={"upload": "u-1"})
    assert events(job["Id"], "PROGRESSING")["resources"] == [job["Arn"]]
    told = events(job["Id"], "COMPLETE")["detail"]
    assert (told["queue"], told["userMetadata"], told["accountId"]) == (job["Queue"], {"upload": "u-1"}, "000000000000")
    (group,) = told["outputGroupDetails"]
    assert (group["type"], group["playlistFilePaths"]) == ("CMAF_GROUP", [f"s3://media/{prefix}film.m3u8"])
    assert group["outputDetails"][0] == {"durationInMs": 4000, "videoDetails": {"widthInPx": 640, "heightInPx": 360}}


def test_the_bus_hears_why_a_job_failed(studio: Studio, events: Any) -> None:
    job, _ = studio.run(b"no film", ladder())
    told = events(job["Id"], "ERROR")["detail"]
    assert (told["errorCode"], told["errorMessage"]) == (1010, job["ErrorMessage"])


def test_progress_is_told_while_a_job_runs(studio: Studio, events: Any) -> None:
    settings = placed(ladder(*HEAVY), studio.upload(studio.film(**LONG)), f"{time.time_ns()}/")
    name = studio.submit(settings, StatusUpdateInterval="SECONDS_10")
    told = events(name, "STATUS_UPDATE")["detail"]
    assert 0 < told["jobProgress"]["jobPercentComplete"] < 100
    assert told["framesDecoded"] > 0
    studio.aws("mediaconvert").cancel_job(Id=name)


def test_a_cancelled_job_stops_at_once_and_publishes_nothing(studio: Studio, events: Any) -> None:
    assert studio.cloud
    prefix = f"{time.time_ns()}/"
    name = studio.submit(placed(ladder(*HEAVY), studio.upload(studio.film(**LONG)), prefix))
    transcoding(studio, name)
    assert encoders(studio.cloud.log.parent)
    studio.aws("mediaconvert").cancel_job(Id=name)
    assert studio.job(name)["Status"] == "CANCELED"
    eventually(lambda: not encoders(studio.cloud.log.parent), 5, "no encoder left")  # type: ignore[union-attr]
    events(name, "CANCELED")
    assert studio.published(prefix) == {}
    client = studio.aws("mediaconvert")
    with pytest.raises(client.exceptions.ConflictException):
        client.cancel_job(Id=name)


def test_jobs_of_a_paused_queue_wait_and_the_highest_priority_goes_first(studio: Studio) -> None:
    client, queue = studio.aws("mediaconvert"), f"q{time.time_ns()}"
    client.create_queue(Name=queue, Status="PAUSED")
    settings = placed(ladder(), studio.upload(studio.film()), f"{queue}/")
    low, high = studio.submit(settings, Queue=queue, Priority=-1), studio.submit(settings, Queue=queue, Priority=5)
    other, _ = studio.run(studio.film(), ladder())
    assert other["Status"] == "COMPLETE"
    assert client.get_queue(Name=queue)["Queue"]["SubmittedJobsCount"] == 2
    with pytest.raises(client.exceptions.ConflictException):
        client.delete_queue(Name=queue)
    client.update_queue(Name=queue, Status="ACTIVE")
    assert studio.ended(high)["Timing"]["StartTime"] <= studio.ended(low)["Timing"]["StartTime"]
    client.delete_queue(Name=queue)
    assert queue not in [each["Name"] for each in client.list_queues()["Queues"]]


def test_tags_are_kept(studio: Studio) -> None:
    client, queue = studio.aws("mediaconvert"), f"q{time.time_ns()}"
    arn = client.create_queue(Name=queue, Tags={"stage": "local"})["Queue"]["Arn"]
    client.tag_resource(Arn=arn, Tags={"context": "media"})
    client.untag_resource(Arn=arn, TagKeys=["stage"])
    assert client.list_tags_for_resource(Arn=arn)["ResourceTags"]["Tags"] == {"context": "media"}


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_job_that_was_interrupted_is_run_again_under_its_id(studio: Studio, tmp_path: Path, end: str) -> None:
    stack = LocalStack(tmp_path, ("binding", "functions", "persistence", "mediaconvert"))
    try:
        stack.start()
        own = Studio(stack.aws, studio.folder)
        own.buckets()
        film = studio.film(seconds=20, size="640x360", preset="ultrafast")
        queue = own.aws("mediaconvert").create_queue(Name="kept")["Queue"]["Arn"]
        settings = placed(ladder(*HEAVY), own.upload(film), "film/")
        name = own.submit(settings, Queue=queue, UserMetadata={"film": "7"})
        transcoding(own, name)
        stack.settle()
        getattr(stack, end)()
        eventually(lambda: not encoders(tmp_path), 5, "no encoder left")
        stack.start()
        job = own.ended(name, within=240)
        assert (job["Status"], job["RetryCount"], job["UserMetadata"]) == ("COMPLETE", 1, {"film": "7"}), job
        assert job["Queue"] == queue
        assert "film.m3u8" in own.published("film/")
    finally:
        stack.remove()
