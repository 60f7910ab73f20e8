"""Which calls change what is kept, and how soon that must be on disk."""

from __future__ import annotations

READS = (
    "Get", "List", "Describe", "Head", "Search", "BatchGet", "Select", "Filter", "Test", "Validate", "Estimate",
    "Simulate", "Lookup", "Invoke", "Verify", "Decrypt", "Encrypt", "ReEncrypt", "Sign", "Generate", "Receive",
    "Poll", "Detect", "Check", "Derive",
)  # fmt: skip
"""Beginnings of the names of operations that leave a service's settings as they are."""

TRANSIENT = {
    "logs": {"PutLogEvents", "CreateLogStream", "DeleteLogStream", "StartQuery", "StopQuery"},
    "sqs": {
        "SendMessage", "SendMessageBatch", "DeleteMessage", "DeleteMessageBatch", "PurgeQueue",
        "ChangeMessageVisibility", "ChangeMessageVisibilityBatch",
    },
    "sns": {"Publish", "PublishBatch"},
    "events": {"PutEvents"},
    "cloudwatch": {"PutMetricData"},
    "ses": {"SendEmail", "SendRawEmail", "SendTemplatedEmail"},
    "stepfunctions": {"SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "StartSyncExecution"},
    "s3": {"CreateMultipartUpload", "UploadPart", "UploadPartCopy", "AbortMultipartUpload", "WriteGetObjectResponse"},
}  # fmt: skip
"""Operations that leave a service's snapshot as it is: what they write is kept elsewhere (queues.py) or not at all."""

OF_OBJECTS = {
    "PutObject", "PostObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject", "DeleteObjects",
    "PutObjectAcl", "PutObjectTagging", "DeleteObjectTagging", "PutObjectRetention", "PutObjectLegalHold",
    "RestoreObject",
}  # fmt: skip
"""S3 operations on objects: kept one by one in the ledger, not in the snapshot."""

FOREIGN = {
    "sts", "dynamodb", "dynamodbstreams", "kinesis", "firehose", "opensearch", "es", "redshift", "transcribe",
    "mediaconvert",
}  # fmt: skip
"""Services without state worth keeping, or that keep it themselves or in a server of its own that this does not run."""

AT_ONCE = {"s3", "sqs", "secretsmanager", "ssm"}
"""Services whose snapshot is on disk before a changing call is answered."""


def changes(service: str, operation: str) -> bool:
    """Whether the call changes the service's snapshot."""
    return not (
        operation.startswith(READS)
        or service in FOREIGN
        or operation in TRANSIENT.get(service, ())
        or (service == "s3" and operation in OF_OBJECTS)
    )
