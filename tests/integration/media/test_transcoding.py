"""The states of `transcode` and what looks after it: on_upload_arrived, on_job_started, on_transcode_broken,
reconcile_transcodes, plan_ladder, publish_asset, reject_upload; get_asset and list_assets.
"""

from __future__ import annotations

import json
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from chassis import clock
from contracts import media as told
from integration.catalogue.lambda_calls import sample
from integration.media.conftest import MEDIA
from media import _wiring
from media._domain.upload import MOST_ATTEMPTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.media.conftest import Call

    Begun = Callable[..., dict[str, Any]]


def run(operation: str, event: dict[str, Any]) -> Any:
    return import_module(f"media.{operation}").handler(event, None)


def arrive(upload: dict[str, Any]) -> None:
    event = sample("media", "on_upload_arrived")
    event["Records"][0]["s3"]["object"]["key"] = f"sources/{upload['id']}"
    run("on_upload_arrived", event)


def step(operation: str, upload: dict[str, Any], **fields: Any) -> Any:
    return run(operation, {**sample("media", operation), "upload_id": upload["id"], **fields})


def broken(upload: dict[str, Any], attempt: int) -> Any:
    event = sample("media", "on_transcode_broken")
    event["detail"]["input"] = json.dumps({"upload_id": upload["id"], "attempt": attempt})
    return run("on_transcode_broken", event)


def executions(upload: dict[str, Any]) -> list[str]:
    states = boto3.client("stepfunctions")
    (machine,) = states.list_state_machines()["stateMachines"]
    started = states.list_executions(stateMachineArn=machine["stateMachineArn"])["executions"]
    inputs = [states.describe_execution(executionArn=each["executionArn"])["input"] for each in started]
    return [each for each in inputs if upload["id"] in each]


def written(upload: dict[str, Any]) -> list[str]:
    """What lies under the asset's prefix."""
    prefix = f"assets/{_wiring.uploads().read(upload['id']).asset_id}/"
    return [each["Key"] for each in boto3.client("s3").list_objects_v2(Bucket=MEDIA, Prefix=prefix).get("Contents", [])]


def write(upload: dict[str, Any]) -> None:
    key = f"assets/{_wiring.uploads().read(upload['id']).asset_id}/main.m3u8"
    boto3.client("s3").put_object(Bucket=MEDIA, Key=key, Body=b"#EXTM3U")


def test_a_notification_that_comes_twice_starts_one_execution(begun: Begun, call: Call) -> None:
    upload = begun()
    arrive(upload)
    arrive(upload)
    assert len(executions(upload)) == 1
    assert call("get_upload", path={"upload_id": upload["id"]}).json["state"] == "transcoding"


def test_without_a_name_of_its_own_the_second_notification_would_start_another(
    begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin without the protection."""
    names = iter(("one", "two"))
    monkeypatch.setattr("media._adapters.executions._name", lambda _: f"{upload['id']}-{next(names)}")
    upload = begun()
    arrive(upload)
    arrive(upload)
    assert len(executions(upload)) == 2


def test_a_job_s_progress_is_known_by_its_id(begun: Begun) -> None:
    upload = begun()
    arrive(upload)
    event = sample("media", "on_job_started")
    event["detail"] |= {"jobId": "job-1", "userMetadata": {"upload_id": upload["id"]}}
    run("on_job_started", event)
    assert _wiring.uploads().read(upload["id"]).job_id == "job-1"


def test_the_plan_names_the_source_and_the_prefix_of_the_asset(begun: Begun) -> None:
    upload = begun()
    settings = step("plan_ladder", upload)["settings"]
    assert settings["Inputs"][0]["FileInput"].startswith("s3://")
    asset_id = _wiring.uploads().read(upload["id"]).asset_id
    renditions, posters = settings["OutputGroups"]
    target = renditions["OutputGroupSettings"]["CmafGroupSettings"]["Destination"]
    assert target == f"s3://{MEDIA}/assets/{asset_id}/main"
    assert [output["NameModifier"] for output in renditions["Outputs"]] == [
        "_720p",
        "_540p",
        "_360p",
        "_270p",
        "_sound",
    ]
    assert posters["Outputs"][0]["VideoDescription"]["Height"] == 720


def test_published_once_however_often_the_state_runs(begun: Begun, call: Call, schema: Schema) -> None:
    title = "01938f5e-7b00-7000-8000-0000000000c3"
    upload = begun(title_id=title)
    arrive(upload)
    assert [step("publish_asset", upload)["state"] for _ in range(2)] == ["published", "published"]
    ended = call("get_upload", path={"upload_id": upload["id"]}).json
    asset = call("get_asset", path={"asset_id": ended["asset_id"]}).json
    assert asset["playlist"] == f"/media/assets/{asset['id']}/main.m3u8"
    assert [rung["name"] for rung in asset["renditions"]] == ["720p", "540p"]
    listed = call("list_assets", query={"title_id": title}).json["items"]
    assert listed == [asset]
    (event,) = schema.published(asset["id"])
    assert (event.type, event.data["title_id"]) == (told.ASSET_PUBLISHED, title)
    assert step("reject_upload", upload)["state"] == "published", "what is published stays"


def test_an_asset_that_nobody_published_is_not_there(begun: Begun, call: Call) -> None:
    hidden = _wiring.uploads().read(begun()["id"]).asset_id
    assert call("get_asset", path={"asset_id": hidden}).status == 404


@pytest.mark.parametrize(
    ("error", "cause", "state", "reason"),
    [
        ("EmptyFile", "no bytes", "rejected", "empty_file"),
        ("TooSmall", '{"errorType": "TooSmall", "errorMessage": "8 by 8"}', "rejected", "too_small"),
        ("MediaConvert.BadRequestException", "no container", "rejected", "unreadable_container"),
        (
            "States.TaskFailed",
            '{"Status": "ERROR", "ErrorCode": 1040, "ErrorMessage": "x"}',
            "rejected",
            "damaged_media",
        ),
        (
            "States.TaskFailed",
            '{"Status": "ERROR", "ErrorCode": 1999, "ErrorMessage": "x"}',
            "failed",
            "transcoding_failed",
        ),
        ("RenditionsWrong", '{"errorMessage": "rungs"}', "failed", "transcoding_failed"),
        ("Lambda.Unknown", "gone", "failed", "transcoding_failed"),
    ],
)
def test_what_is_not_published_leaves_nothing_behind_and_says_why(  # noqa: PLR0913, PLR0917
    begun: Begun, call: Call, schema: Schema, error: str, cause: str, state: str, reason: str
) -> None:
    upload = begun()
    arrive(upload)
    write(upload)
    caught = {"Error": error, "Cause": cause}
    assert [step("reject_upload", upload, caught=caught)["state"] for _ in range(2)] == [state, state]
    ended = call("get_upload", path={"upload_id": upload["id"]}).json
    assert (ended["state"], ended["reason"]["code"], ended["asset_id"]) == (state, reason, None)
    assert written(upload) == []
    (event,) = schema.published(upload["id"])
    assert event.type == (told.UPLOAD_REJECTED if state == "rejected" else told.UPLOAD_FAILED)


def test_a_broken_off_transcoding_begins_again_and_after_the_last_attempt_fails(begun: Begun, call: Call) -> None:
    upload = begun()
    arrive(upload)
    for attempt in range(1, MOST_ATTEMPTS):
        write(upload)
        assert broken(upload, attempt)["attempt"] == attempt + 1
        assert broken(upload, attempt)["attempt"] == attempt + 1, "late news changes nothing"
        assert written(upload) != [], "the job may still be running, and the next attempt finds it"
    assert len(executions(upload)) == MOST_ATTEMPTS
    assert broken(upload, MOST_ATTEMPTS)["state"] == "failed"
    assert written(upload) == []
    assert call("get_upload", path={"upload_id": upload["id"]}).json["reason"]["code"] == "interrupted"
    assert len(executions(upload)) == MOST_ATTEMPTS


def test_late_news_of_an_earlier_attempt_ends_nothing(begun: Begun) -> None:
    upload = begun()
    arrive(upload)
    broken(upload, 1)
    write(upload)
    assert step("reject_upload", upload, attempt=1)["state"] == "transcoding"
    assert written(upload) != []


def test_what_neither_ended_nor_runs_is_begun_by_the_reconciler(
    begun: Begun, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = begun(size_bytes=0)
    with _wiring.uploads().transaction() as uploads:  # its notification was lost
        uploads.tx.run("UPDATE uploads SET state = 'uploaded' WHERE file_name = 'film.mp4' AND size_bytes = 0")
        uploads.save()
    now = clock.now()
    run("reconcile_transcodes", sample("media", "reconcile_transcodes"))
    assert executions(upload) == [], "it is young"
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))
    run("reconcile_transcodes", sample("media", "reconcile_transcodes"))
    assert len(executions(upload)) == 1
    assert call("get_upload", path={"upload_id": upload["id"]}).json["state"] == "transcoding"
