"""Which IAM actions on which resources a call needs: AWS's Service Authorization Reference, for what is used here.

https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from .calls import Call


class Need(NamedTuple):
    """One permission that a call needs: an action such as `s3:GetObject` and a resource's ARN."""

    action: str
    resource: str


# Anybody may ask who they are: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
FREE = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})
_PREFIX = {"stepfunctions": "states"}
_S3 = {
    "HeadObject": "GetObject",
    "HeadBucket": "ListBucket",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListBuckets": "ListAllMyBuckets",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "ListParts": "ListMultipartUploadParts",
    "DeleteObjects": "DeleteObject",
}
_RENAMED = {
    "lambda": {"Invoke": "InvokeFunction", "InvokeAsync": "InvokeFunction"},
    "sqs": {
        "SendMessageBatch": "SendMessage",
        "DeleteMessageBatch": "DeleteMessage",
        "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
    },
    "sns": {"PublishBatch": "Publish"},
    "s3": _S3,
}


def needs(call: Call) -> list[Need]:
    """The permissions that `call` needs; none where AWS asks for none."""
    if call.service == "s3" and call.operation in {"CopyObject", "UploadPartCopy"}:
        source = str(call.parameters.get("CopySource", "")).lstrip("/").partition("?")[0]
        return [Need("s3:GetObject", f"arn:aws:s3:::{source}"), Need("s3:PutObject", _object(call)[0])]
    if call.service == "mediaconvert" and call.operation == "CreateJob":
        queue = _arn(
            call, "mediaconvert", f"queues/{str(call.parameters.get('Queue') or 'Default').rpartition('queues/')[2]}"
        )
        return [Need("mediaconvert:CreateJob", queue), Need("iam:PassRole", str(call.parameters.get("Role")))]
    prefix = _PREFIX.get(call.service, call.service)
    action = f"{prefix}:{_RENAMED.get(call.service, {}).get(call.operation, call.operation)}"
    if call.service == "s3" and call.parameters.get("VersionId") and action in {"s3:GetObject", "s3:DeleteObject"}:
        action += "Version"
    return [] if action in FREE else [Need(action, resource) for resource in _resources(call)]


def _resources(call: Call) -> list[str]:
    find = _FIND.get(call.service)
    found = find(call) if find else []
    return found or _arns(call) or ["*"]


def _arns(call: Call) -> list[str]:
    return [value for value in call.parameters.values() if isinstance(value, str) and value.startswith("arn:")]


def _arn(call: Call, service: str, resource: str) -> str:
    return resource if resource.startswith("arn:") else f"arn:aws:{service}:{call.region}:{call.account}:{resource}"


def _values(call: Call, *names: str) -> list[str]:
    found: list[str] = []
    for name in names:
        value: Any = call.parameters.get(name, [])
        found += [value] if isinstance(value, str) else value
    return found


def _object(call: Call) -> list[str]:
    bucket = call.parameters.get("Bucket")
    if bucket is None:
        return []
    return [f"arn:aws:s3:::{bucket}/{key}" for key in _values(call, "Key")] or [f"arn:aws:s3:::{bucket}"]


def _queue(call: Call) -> list[str]:
    names = [url.rstrip("/").rpartition("/")[2] for url in _values(call, "QueueUrl")] + _values(call, "QueueName")
    return [_arn(call, "sqs", name) for name in names]


def _secret(call: Call) -> list[str]:
    """By name: the ARN ends in six random characters, which policies spell as six question marks."""
    names = _values(call, "SecretId", "Name")
    return [
        name if name.startswith("arn:") else _arn(call, "secretsmanager", f"secret:{name}-XXXXXX") for name in names
    ]


def _parameter(call: Call) -> list[str]:
    return [_arn(call, "ssm", f"parameter/{name.lstrip('/')}") for name in _values(call, "Name", "Names", "Path")]


def _function(call: Call) -> list[str]:
    names = [name for name in _values(call, "FunctionName") if name]
    qualifier = call.parameters.get("Qualifier")
    suffix = f":{qualifier}" if qualifier else ""
    return [(name if name.startswith("arn:") else _arn(call, "lambda", f"function:{name}")) + suffix for name in names]


def _key(call: Call) -> list[str]:
    keys = _values(call, "KeyId")
    return [_arn(call, "kms", key if key.startswith(("arn:", "alias/")) else f"key/{key}") for key in keys]


def _transcoding(call: Call) -> list[str]:
    """GetJob and CancelJob are on a job, operations on queues on a queue; Probe and lists are on everything."""
    kind = "jobs" if call.operation in {"GetJob", "CancelJob"} else "queues"
    return [_arn(call, "mediaconvert", f"{kind}/{name}") for name in _values(call, "Id", "Name")]


def _bus(call: Call) -> list[str]:
    return [_arn(call, "events", f"event-bus/{name}") for name in _values(call, "EventBusName")]


def _topic(call: Call) -> list[str]:
    return _values(call, "TopicArn", "TargetArn")


def _log(call: Call) -> list[str]:
    group, stream = call.parameters.get("logGroupName"), call.parameters.get("logStreamName")
    if group is None:
        return []
    return [_arn(call, "logs", f"log-group:{group}:log-stream:{stream}" if stream else f"log-group:{group}")]


_FIND: dict[str, Callable[[Call], list[str]]] = {
    "events": _bus,
    "kms": _key,
    "lambda": _function,
    "logs": _log,
    "mediaconvert": _transcoding,
    "s3": _object,
    "secretsmanager": _secret,
    "sns": _topic,
    "sqs": _queue,
    "ssm": _parameter,
}
