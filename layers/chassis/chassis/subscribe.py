"""Subscribers: Lambda handlers for batches of Kafka records, on Powertools' partial batch responses.

A record that fails is delivered again, and so is the rest of its partition: effects are idempotent (inbox, or the
aggregate's version). Order holds per key: after a key's first failure the rest of that key waits for the redelivery.
A record that can never succeed (not an event, refused by the domain) goes to the dead-letter queue; the batch goes on.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from chassis import kafka
from chassis.errors import Refusal, TooMany, Unavailable
from chassis.events import Event
from chassis.kafka import Record
from chassis.telemetry import begin_trace, invocation, logger

Reactions = Mapping[str, Callable[[Event], object]]


def subscriber(*types: Any) -> Any:
    """A Lambda handler for events: `subscriber({type: react})`, or `@subscriber(type, …)` around one function.

    Other types on the topic are skipped. `react` raises a `Refusal` for what can never succeed; `Unavailable`,
    `TooMany` and anything unforeseen are delivered again.
    """
    if isinstance(types[0], str):
        return lambda react: subscriber(dict.fromkeys(types, react))
    reactions: Reactions = types[0]
    named = next(iter(reactions.values()))

    @functools.wraps(named)
    def handler(batch: Mapping[str, Any], context: Any) -> dict[str, Any]:
        from aws_lambda_powertools.utilities import batch as parts  # noqa: PLC0415

        if not batch.get("records"):
            return {"batchItemFailures": []}
        processor = parts.BatchProcessor(event_type=parts.EventType.Kafka, raise_on_entire_batch_failure=False)
        with invocation(named.__module__, context) as counts:
            deliver = functools.partial(_in_order, reactions, set())
            response = parts.process_partial_response(event=dict(batch), record_handler=deliver, processor=processor)
            counts["RecordsSucceeded"] += len(processor.success_messages)
            counts["RecordsFailed"] += len(processor.fail_messages)
            return dict(response)

    return handler


def batch_subscriber(sink: Callable[[list[Record]], object]) -> Callable[[Any, Any], dict[str, Any]]:
    """A Lambda handler that gives `sink` all decoded records of a batch in order; its failure repeats the batch."""

    @functools.wraps(sink)
    def handler(batch: Mapping[str, Any], context: Any) -> dict[str, Any]:
        with invocation(sink.__module__, context) as counts:
            records: list[Record] = []
            for raw in (raw for raws in (batch.get("records") or {}).values() for raw in raws):
                try:
                    records.append(kafka.decode(raw))
                except kafka.MalformedRecord as error:
                    kafka.bury(raw, error.detail)
            sink(records)
            counts["RecordsSucceeded"] += len(records)
            return {"batchItemFailures": []}

    return handler


def _in_order(reactions: Reactions, waiting: set[tuple[str, str]], record: Any) -> None:
    """Deliver unless an earlier record of the same key failed in this batch."""
    key = (record.topic, record.key)
    try:
        if key in waiting:
            raise RuntimeError("an earlier record of this key failed")  # noqa: TRY301
        _deliver(reactions, record.raw_event)
    except Exception:
        waiting.add(key)
        raise


def _deliver(reactions: Reactions, raw: Mapping[str, Any]) -> None:
    """React to one record. Raises what is worth a redelivery; buries what is not."""
    begin_trace(kafka.headers(raw).get("traceparent"))
    try:
        event = Event.from_json(kafka.payload(raw, "value") or b"")
        if event.type in reactions:
            begin_trace(event.traceparent)
            logger().append_keys(event_id=event.id, event_type=event.type)
            reactions[event.type](event)
    except Exception as error:
        if not isinstance(error, Refusal) or isinstance(error, Unavailable | TooMany):
            logger().exception("the record will be delivered again")
            raise
        kafka.bury(raw, f"{type(error).__name__}: {error.detail}")
