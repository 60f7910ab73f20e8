"""MediaConvert in state machines and in stacks."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from integration.localstack_gateway.own_cloud import deleted, deployed, failures, outputs
from local_cloud import eventually
from unit.localstack_mediaconvert.jobs import ladder

from .studio import ROLE, placed
from .test_life import HEAVY, LONG, transcoding

if TYPE_CHECKING:
    from .studio import Studio


def task(resource: str, parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters, "End": True, **more}


def started(studio: Studio, state: dict[str, Any]) -> str:
    """Start a machine of one task; the execution's ARN."""
    definition = json.dumps({"StartAt": "Only", "States": {"Only": state}})
    client = studio.aws("stepfunctions")
    machine = client.create_state_machine(name=f"m{uuid.uuid4().hex[:12]}", definition=definition, roleArn=ROLE)
    return str(client.start_execution(stateMachineArn=machine["stateMachineArn"], input="{}")["executionArn"])


def ended(studio: Studio, execution: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = dict(studio.aws("stepfunctions").describe_execution(executionArn=execution))
        return found if found["status"] != "RUNNING" else None

    return eventually(look, 90, "execution ended") or {}


def request(studio: Studio, film: Any, **more: Any) -> dict[str, Any]:
    return {"Role": ROLE, "Settings": placed(ladder(**more), studio.upload(film), f"{uuid.uuid4()}/")}


def test_sync_waits_for_the_job_and_hands_it_on(studio: Studio) -> None:
    told = ended(studio, started(studio, task("mediaconvert:createJob.sync", request(studio, studio.film()))))
    assert told["status"] == "SUCCEEDED", told.get("cause")
    job = json.loads(told["output"])["Job"]
    assert (job["Status"], job["OutputGroupDetails"][0]["OutputDetails"][0]["DurationInMs"]) == ("COMPLETE", 4000)
    tags = studio.aws("mediaconvert").list_tags_for_resource(Arn=job["Arn"])["ResourceTags"]["Tags"]
    assert tags == {"ManagedByService": "AWSStepFunctions"}


def test_without_sync_the_job_is_handed_on_as_submitted(studio: Studio) -> None:
    told = ended(studio, started(studio, task("mediaconvert:createJob", request(studio, studio.film()))))
    job = json.loads(told["output"])["Job"]
    assert job["Status"] == "SUBMITTED"
    studio.ended(job["Id"])


def test_a_job_that_fails_fails_the_task_and_can_be_caught(studio: Studio) -> None:
    failing = task("mediaconvert:createJob.sync", request(studio, b"no film"))
    told = ended(studio, started(studio, failing))
    assert (told["status"], told["error"]) == ("FAILED", "States.TaskFailed")
    assert json.loads(told["cause"])["ErrorCode"] == 1010


def test_a_refused_job_is_an_error_of_mediaconvert(studio: Studio) -> None:
    refused = task("mediaconvert:createJob.sync", request(studio, studio.film(), WriteDashManifest="ENABLED"))
    told = ended(studio, started(studio, refused))
    assert told["error"] == "MediaConvert.BadRequestException"
    assert "writeDashManifest" in told["cause"]


def test_stopping_the_execution_cancels_the_job(studio: Studio) -> None:
    settings = placed(ladder(*HEAVY), studio.upload(studio.film(**LONG)), f"{uuid.uuid4()}/")
    execution = started(studio, task("mediaconvert:createJob.sync", {"Role": ROLE, "Settings": settings}))
    name = running(studio)
    transcoding(studio, name)
    studio.aws("stepfunctions").stop_execution(executionArn=execution)
    assert studio.ended(name, within=10)["Status"] == "CANCELED"


def test_a_task_that_runs_out_of_time_cancels_the_job(studio: Studio) -> None:
    settings = placed(ladder(*HEAVY), studio.upload(studio.film(**LONG)), f"{uuid.uuid4()}/")
    state = task("mediaconvert:createJob.sync", {"Role": ROLE, "Settings": settings}, TimeoutSeconds=3)
    told = ended(studio, started(studio, state))
    assert (told["status"], told["error"]) == ("FAILED", "States.Timeout")
    newest = studio.aws("mediaconvert").list_jobs(MaxResults=1)["Jobs"][0]["Id"]
    assert studio.ended(newest, within=10)["Status"] == "CANCELED"


def running(studio: Studio) -> str:
    """The id of the job that runs."""
    found = eventually(lambda: studio.aws("mediaconvert").list_jobs(Status="PROGRESSING")["Jobs"], 30, "a job runs")
    return str(found[0]["Id"])


def test_the_sdk_integration_reaches_probe_and_jobs(studio: Studio) -> None:
    url = studio.upload(studio.film())
    told = ended(studio, started(studio, task("aws-sdk:mediaconvert:probe", {"InputFiles": [{"FileUrl": url}]})))
    assert json.loads(told["output"])["ProbeResults"][0]["Container"]["Tracks"][0]["Codec"] == "AVC"
    told = ended(studio, started(studio, task("aws-sdk:mediaconvert:getJob", {"Id": "1-x"})))
    assert told["error"] == "MediaConvert.NotFoundException"


def test_a_stack_owns_a_queue(studio: Studio) -> None:
    assert studio.cloud
    stack, client = f"media{uuid.uuid4().hex[:8]}", studio.aws("mediaconvert")

    def template(**properties: Any) -> dict[str, Any]:
        return {
            "Resources": {"Queue": {"Type": "AWS::MediaConvert::Queue", "Properties": properties}},
            "Outputs": {"Name": {"Value": {"Ref": "Queue"}}, "Arn": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}}},
        }

    assert deployed(studio.cloud, stack, template(Tags={"a": "1"})) == "CREATE_COMPLETE", failures(studio.cloud, stack)
    told = outputs(studio.cloud, stack)
    queue = client.get_queue(Name=told["Name"])["Queue"]
    assert (queue["Arn"], queue["Status"]) == (told["Arn"], "ACTIVE")
    assert deployed(studio.cloud, stack, template(Status="PAUSED", Tags={"b": "2"})) == "UPDATE_COMPLETE"
    assert client.get_queue(Name=told["Name"])["Queue"]["Status"] == "PAUSED"
    assert client.list_tags_for_resource(Arn=told["Arn"])["ResourceTags"]["Tags"] == {"b": "2"}
    deleted(studio.cloud, stack)
    assert told["Name"] not in [each["Name"] for each in client.list_queues()["Queues"]]
