"""Who calls what: every AWS call of every function, as a line of JSON, for the check of the functions' policies.

A function's process signs with a session token that names the function (functions.environment.token); the account
still comes from the access key, as everywhere in LocalStack.
"""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from localstack.aws import handlers

from cdlc_localstack.functions import places

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LOG = logging.getLogger(__name__)
FILE_BYTES = 32 << 20  # then the file is set aside as `.1`, and an older `.1` is dropped
_TOKEN = re.compile(r"cdlc/([A-Za-z0-9_-]{1,140})/")
# What names a resource, and nothing that could hold a secret: a new service's parameters are added here by name.
RESOURCES = frozenset(
    {
        "Alias", "Bucket", "CopySource", "DestinationArn", "EventBusName", "FunctionName", "Id", "Key", "KeyId",
        "Names", "Name", "Path", "Prefix", "Qualifier", "Queue", "QueueName", "QueueUrl", "Role", "RoleArn", "RuleName",
        "SecretId",
        "StreamName", "TableName", "TargetArn", "TopicArn", "VersionId", "activityArn", "executionArn",
        "logGroupName", "logStreamName", "stateMachineArn",
    }
)  # fmt: skip


def install() -> None:
    """Look at every answer on its way out: by then a key's alias has become its id."""
    answers: Any = handlers.run_custom_response_handlers
    answers.append(record)


def record(_: Any, context: Any, __: Any) -> None:
    """Write down a function's call; calls of anybody else are nobody's business here."""
    function = caller(context.request.headers, context.request.args)
    if function is None or context.operation is None:
        return
    call = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "function": function,
        "account": context.account_id,
        "region": context.region,
        "service": context.service.service_name,
        "operation": context.operation.name,
        "parameters": resources(context.service_request or {}, context.service_response or {}),
    }
    try:
        _append(places.root() / "calls" / f"{function}.jsonl", json.dumps(call))
    except OSError as error:
        LOG.warning("%s: a call of %s was not recorded: %s", call["operation"], function, error)


def caller(headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
    """The function that signed a request, by header or in a presigned address; None for everybody else."""
    token = headers.get("x-amz-security-token") or query.get("X-Amz-Security-Token") or ""
    found = _TOKEN.match(token)
    return found[1] if found else None


def resources(request: Mapping[str, Any], response: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that name resources; for a key the ARN that the service answered with."""
    named = {name: value for name, value in request.items() if name in RESOURCES and _names(value)}
    if isinstance(request.get("Entries"), list):
        entries = [entry for entry in request["Entries"] if isinstance(entry, dict)]
        named["EventBusName"] = sorted({str(entry.get("EventBusName") or "default") for entry in entries})
    if isinstance(request.get("Delete"), dict):  # DeleteObjects
        named["Key"] = sorted({str(each.get("Key")) for each in request["Delete"].get("Objects") or ()})
    if isinstance(response.get("KeyId"), str):
        named["KeyId"] = response["KeyId"]
    return named


def _names(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _append(file: Path, line: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
        full = os.fstat(descriptor).st_size > FILE_BYTES
    finally:
        os.close(descriptor)
    if full:
        file.replace(file.with_suffix(".jsonl.1"))
