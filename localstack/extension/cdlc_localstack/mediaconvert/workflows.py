"""`arn:aws:states:::mediaconvert:createJob` and `.sync`, which LocalStack knows by name only.

As on AWS a `.sync` task ends with its job, fails with `States.TaskFailed` and the job as its cause, and cancels the job
where the execution is stopped or the task times out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.api.stepfunctions import HistoryEventType, TaskFailedEventDetails
from localstack.services.stepfunctions.asl.component.common.error_name import (
    custom_error_name,
    failure_event,
    states_error_name,
    states_error_name_type,
)
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task import state_task_factory
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service.resource import (
    ResourceCondition,
)
from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service.state_task_service_callback import (  # noqa: E501  # LocalStack's name
    StateTaskServiceCallback,
)
from localstack.services.stepfunctions.asl.eval.event.event_detail import EventDetails
from localstack.services.stepfunctions.asl.utils.boto_client import boto_client_for
from localstack.services.stepfunctions.asl.utils.encoding import to_json_str

from cdlc_localstack.expected import expect

LOOK_EVERY_SECONDS = 0.25
TAGS = {"ManagedByService": "AWSStepFunctions"}
_PARAMETERS = {
    *("AccelerationSettings", "BillingTagsSource", "ClientRequestToken", "HopDestinations", "JobEngineVersion"),
    *("JobTemplate", "Priority", "Queue", "Role", "Settings", "SimulateReservedQueue", "StatusUpdateInterval"),
    *("Tags", "UserMetadata"),
}


class MediaConvertTask(StateTaskServiceCallback):
    """The optimised integration of MediaConvert."""

    def __init__(self) -> None:
        super().__init__(supported_integration_patterns={ResourceCondition.WaitForTaskToken, ResourceCondition.Sync})
        self._cancel: Callable[[], object] = lambda: None

    def _get_supported_parameters(self) -> set[str] | None:
        return _PARAMETERS if self.resource.api_action.lower() == "createjob" else None

    def _before_eval_execution(
        self, env: Any, resource_runtime_part: Any, raw_parameters: Any, state_credentials: Any
    ) -> None:
        if self.resource.condition == ResourceCondition.Sync:
            raw_parameters["Tags"] = {**(raw_parameters.get("Tags") or {}), **TAGS}
        super()._before_eval_execution(
            env=env,
            resource_runtime_part=resource_runtime_part,
            raw_parameters=raw_parameters,
            state_credentials=state_credentials,
        )

    def _eval_service_task(
        self, env: Any, resource_runtime_part: Any, normalised_parameters: Any, state_credentials: Any
    ) -> None:
        client = boto_client_for(
            service="mediaconvert", region=resource_runtime_part.region, state_credentials=state_credentials
        )
        response = client.create_job(**normalised_parameters)
        response.pop("ResponseMetadata", None)
        env.stack.append(response)

    def _build_sync_resolver(
        self,
        env: Any,
        resource_runtime_part: Any,
        normalised_parameters: Any,  # noqa: ARG002  # the interpreter's signature
        state_credentials: Any,
    ) -> Callable[[], Any]:
        client = boto_client_for(
            service="mediaconvert", region=resource_runtime_part.region, state_credentials=state_credentials
        )
        name = env.stack.pop()["Job"]["Id"]
        self._cancel = lambda: client.cancel_job(Id=name)

        def look() -> dict[str, Any] | None:
            told: dict[str, Any] = client.get_job(Id=name)
            told.pop("ResponseMetadata", None)
            self._normalise_response(response=told, service_action_name="get_job")
            if told["Job"]["Status"] == "COMPLETE":
                return told
            if told["Job"]["Status"] in ("ERROR", "CANCELED"):
                raise failure_event.FailureEventException(self._failed(env, told["Job"]))
            return None

        return look

    def _eval_sync(self, env: Any, sync_resolver: Callable[[], Any], **_: Any) -> Any:
        """Look until the job has ended; when the task has ended first, end the job."""
        while env.is_running():
            if result := sync_resolver():
                return result
            time.sleep(LOOK_EVERY_SECONDS)
        with suppress(ClientError):  # it ended in this very moment
            self._cancel()
        return None

    def _failed(self, env: Any, job: dict[str, Any]) -> Any:
        kind = states_error_name_type.StatesErrorNameType.StatesTaskFailed
        return self._event(env, states_error_name.StatesErrorName(typ=kind), kind.to_name(), to_json_str(job))

    def _from_error(self, env: Any, ex: Exception) -> Any:
        """A refused call fails as `MediaConvert.<AWS's name>Exception`."""
        if not isinstance(ex, ClientError):
            return super()._from_error(env=env, ex=ex)
        told, answer = ex.response["Error"], ex.response["ResponseMetadata"]
        error = f"MediaConvert.{told['Code']}"
        cause = (
            f"{told['Message']} (Service: MediaConvert, Status Code: {answer['HTTPStatusCode']}, "
            f"Request ID: {answer['RequestId']})"
        )
        return self._event(env, custom_error_name.CustomErrorName(error), error, cause)

    def _event(self, env: Any, name: Any, error: str, cause: str) -> Any:
        details = TaskFailedEventDetails(
            resource=self._get_sfn_resource(), resourceType=self._get_sfn_resource_type(), error=error, cause=cause
        )
        return failure_event.FailureEvent(
            env=env,
            error_name=name,
            event_type=HistoryEventType.TaskFailed,
            event_details=EventDetails(taskFailedEventDetails=details),
        )


def install() -> None:
    """Let the interpreter take this integration instead of the one that only forwards the call."""
    original = state_task_factory.state_task_service_for
    expect(original, "_UNSUPPORTED_SERVICE_NAMES", "StateTaskServiceUnsupported()", area="mediaconvert")
    expect(StateTaskServiceCallback._eval_sync, "while env.is_running()", "sync_resolver()", area="mediaconvert")  # noqa: SLF001

    @wraps(original)
    def service_for(service_name: str) -> Any:
        return MediaConvertTask() if service_name == "mediaconvert" else original(service_name=service_name)

    state_task_factory.state_task_service_for = service_for
