"""Subscribers: Lambda handlers for batches of Kafka records, on Powertools' partial batch responses.

A record that fails is delivered again, and so is the rest of its partition: effects are idempotent (inbox, or the
aggregate's version). Order holds per key: after a key's first failure the rest of that key waits for the redelivery.
A record that can never succeed (not an event, refused by the domain) goes to the dead-letter queue; the batch goes on.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, overload

from chassis import kafka
from chassis.errors import Refusal, TooMany, Unavailable
from chassis.events import Event
from chassis.kafka import Record
from chassis.telemetry import begin_trace, bind, invocation, logger

__all__ = ["Event", "Record", "batch_subscriber", "subscriber"]

Handler = Callable[[Any, Any], dict[str, Any]]
React = Callable[[Event], object]


@overload
def subscriber(types: Mapping[str, React], /) -> Handler: ...
@overload
def subscriber(*types: str) -> Callable[[React], Handler]: ...


def subscriber(*types: Any) -> Any:
    """A Lambda handler for events: `subscriber({type: react})`, or `@subscriber(type, …)` around one function.

    Other types on the topic are skipped. `react` raises a `Refusal` for what can never succeed; `Unavailable`,
    `TooMany` and anything unforeseen are delivered again.
    """
    if len(types) == 1 and not isinstance(types[0], str):
        return _handler(types[0], next(iter(types[0].values())))
    return lambda react: _handler({kind: react for kind in types}, react)  # noqa: C420 - mypy reads it better


def batch_subscriber(sink: Callable[[list[Record]], object]) -> Handler:
    """A Lambda handler that gives `sink` all decoded records of a batch in order; its failure repeats the batch."""

    @functools.wraps(sink)
    def handler(batch: Mapping[str, Any], context: Any) -> dict[str, Any]:
        with invocation(sink.__module__, context) as counts:
            records = list(_decoded(batch))
            sink(records)
            counts["RecordsSucceeded"] += len(records)
            return {"batchItemFailures": []}

    return handler


def _handler(reactions: Mapping[str, React], named: React) -> Handler:
    @functools.wraps(named)
    def handler(batch: Mapping[str, Any], context: Any) -> dict[str, Any]:
        from aws_lambda_powertools.utilities.batch import process_partial_response  # noqa: PLC0415

        if not batch.get("records"):
            return {"batchItemFailures": []}
        with invocation(named.__module__, context) as counts:
            processor = _in_order()
            deliver = functools.partial(_deliver, reactions)
            response = process_partial_response(event=dict(batch), record_handler=deliver, processor=processor)
            counts["RecordsSucceeded"] += len(processor.success_messages)
            counts["RecordsFailed"] += len(processor.fail_messages)
            return dict(response)

    return handler


def _in_order() -> Any:
    """Powertools' processor, keeping the order per key after a failure."""
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType  # noqa: PLC0415

    class InOrder(BatchProcessor):
        waiting: set[tuple[str, str | None]] = set()

        def _process_record(self, record: dict[str, Any]) -> Any:
            key = (record["topic"], record.get("key"))
            if key in self.waiting:
                error = RuntimeError("an earlier record of this key failed")
                return self.failure_handler(self._to_batch_type(record, self.event_type), (RuntimeError, error, None))
            result = super()._process_record(record)
            if result[0] == "fail":
                self.waiting.add(key)
            return result

    return InOrder(event_type=EventType.Kafka, raise_on_entire_batch_failure=False)


def _deliver(reactions: Mapping[str, React], record: Any) -> None:
    """React to one record. Raises what is worth a redelivery; buries what is not."""
    raw = record.raw_event
    begin_trace(kafka.headers(raw).get("traceparent"))
    try:
        event = Event.from_json(kafka.payload(raw, "value") or b"")
        if event.type not in reactions:
            return
        bind(trace_id=begin_trace(event.traceparent).trace_id, event_id=event.id, event_type=event.type)
        reactions[event.type](event)
    except Exception as error:
        if isinstance(error, Refusal) and not isinstance(error, Unavailable | TooMany):
            return kafka.bury(raw, f"{type(error).__name__}: {error.detail}")
        logger().exception("the record will be delivered again")
        raise


def _decoded(batch: Mapping[str, Any]) -> Iterator[Record]:
    for raw in (raw for raws in (batch.get("records") or {}).values() for raw in raws):
        try:
            yield kafka.decode(raw)
        except kafka.MalformedRecord as error:
            kafka.bury(raw, error.detail)
