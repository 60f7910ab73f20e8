"""DestinationConfig.OnFailure: where records go that a function could not process.

Sources: AWS Lambda's guide, "Capturing discarded batches for Amazon MSK and self-managed Apache Kafka event
sources" and "Using a Kafka topic as an on-failure destination". Queues and topics get metadata, buckets the event
besides (as an escaped string), Kafka topics one message per record with the record in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from cdlc_localstack.streams import events

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cdlc_localstack.streams.backlog import Item
    from cdlc_localstack.streams.mapping import Mapping

RETRIES_EXHAUSTED = "RetryAttemptsExhausted"
RECORD_TOO_OLD = "RecordAgeExceeded"
PAYLOAD_TOO_LARGE = "MaximumPayloadSizeExceeded"
_TOPIC = "kafka://"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why records are given up. `answer` is the function's last one, None where it was never asked."""

    condition: str
    answer: dict[str, Any] | None = None


def send(mapping: Mapping, items: Sequence[Item], failure: Failure, client: Callable[[str], Any]) -> None:
    """Hand discarded records to the mapping's failure destination; `client` makes an AWS client from an ARN.

    Raises what the destination raises: the records are then still to be delivered.
    """
    target = mapping.destination
    if target.startswith(_TOPIC):
        _to_topic(mapping, target.removeprefix(_TOPIC), items, failure)
        return
    event = json.dumps(events.event(mapping.bootstrap, [item.record for item in items]))
    document = _document(mapping, items, failure, len(event))
    document["KafkaBatchInfo"]["recordsInfo"] = _ranges(items)
    service = target.split(":")[2]
    if service == "sqs":
        queue = client(target)
        name, account = target.rsplit(":", 1)[1], target.split(":")[4]
        url = queue.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"]
        queue.send_message(QueueUrl=url, MessageBody=json.dumps(document))
    elif service == "sns":
        client(target).publish(TopicArn=target, Message=json.dumps(document))
    elif service == "s3":
        body = json.dumps(document | {"payload": event})
        client(target).put_object(Bucket=target.rsplit(":", 1)[1], Key=_object_key(mapping), Body=body.encode())
    else:
        raise ValueError(f"{target}: a failure destination is an SQS, SNS or S3 ARN or kafka://topic")


def _document(mapping: Mapping, items: Sequence[Item], failure: Failure, size: int) -> dict[str, Any]:
    answer = failure.answer or {}
    context = {
        "statusCode": answer.get("httpStatusCode", 200),
        "executedVersion": answer.get("executedVersion", "$LATEST"),
        "functionError": answer.get("functionError"),
    }
    return {
        "requestContext": {
            "requestId": answer.get("requestId") or str(uuid4()),
            "functionArn": mapping.function_arn,
            "condition": failure.condition,
            "approximateInvokeCount": max(item.failures for item in items),
        },
        "responseContext": None if failure.answer is None else context,
        "version": "1.0",
        "timestamp": _instant(datetime.now(UTC).timestamp() * 1000),
        "KafkaBatchInfo": {
            "batchSize": len(items),
            "bootstrapServers": ",".join(mapping.bootstrap),
            "payloadSize": size,
        },
    }


def _ranges(items: Sequence[Item]) -> dict[str, Any]:
    groups: dict[str, list[events.Record]] = {}
    for item in items:
        groups.setdefault(f"{item.record.topic}-{item.record.partition}", []).append(item.record)
    return {
        name: {
            "firstRecordOffset": str(records[0].offset),
            "lastRecordOffset": str(records[-1].offset),
            "firstRecordTimestamp": _instant(records[0].timestamp),
            "lastRecordTimestamp": _instant(records[-1].timestamp),
        }
        for name, records in groups.items()
    }


def _to_topic(mapping: Mapping, topic: str, items: Sequence[Item], failure: Failure) -> None:
    from kafka import KafkaProducer  # noqa: PLC0415  # rare, no other target needs it

    producer = KafkaProducer(bootstrap_servers=list(mapping.bootstrap), acks="all", max_block_ms=5000)
    try:
        sent = [
            producer.send(topic, json.dumps(_message(mapping, item, failure)).encode(), key=item.record.key)
            for item in items
        ]
        for each in sent:
            each.get(timeout=10)
    finally:
        producer.close(timeout=5)


def _message(mapping: Mapping, item: Item, failure: Failure) -> dict[str, Any]:
    event = events.event(mapping.bootstrap, [item.record])
    document = _document(mapping, [item], failure, len(json.dumps(event)))
    document["KafkaBatchInfo"]["recordInfo"] = {
        "offset": str(item.record.offset),
        "timestamp": _instant(item.record.timestamp),
    }
    return document | {"payload": event}


def _object_key(mapping: Mapping) -> str:
    now = datetime.now(UTC)
    return f"aws/lambda/{mapping.uuid}/{now:%Y/%m/%d}/{now:%Y-%m-%dT%H.%M.%S}-{uuid4()}"


def _instant(milliseconds: float) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
