"""Subscribers: Lambda handlers for batches of Kafka records, on Powertools' partial batch responses.

A record that fails is delivered again, and so is the rest of its partition: effects are idempotent (inbox, or the
aggregate's version). Order holds per key: after a key's first failure the rest of that key waits for the redelivery.
A record that can never succeed (not an event, refused by the domain) goes to the dead-letter queue; the batch goes on.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, overload

from chassis import kafka, trace
from chassis.errors import Refusal, TooMany, Unavailable
from chassis.events import Event
from chassis.telemetry import Invocation, logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Handler = Callable[[Any, Any], dict[str, Any]]
    React = Callable[[Event], object]

_TRANSIENT = (Unavailable, TooMany)


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
        return _handler(types[0], "_".join(sorted({react.__module__ for react in types[0].values()})))

    def around(react: React) -> Handler:
        return functools.wraps(react)(_handler({kind: react for kind in types}, react.__module__))

    return around


def batch_subscriber(sink: Callable[[list[kafka.Record]], object]) -> Handler:
    """A Lambda handler that gives `sink` all decoded records of a batch in order; its failure repeats the batch."""

    @functools.wraps(sink)
    def handler(batch: Mapping[str, Any], context: Any) -> dict[str, Any]:
        trace.begin(None)
        invocation = Invocation(sink.__module__, request_id=getattr(context, "aws_request_id", None))
        records = list(_decoded(batch))
        outcome = "RecordsFailed"
        try:
            sink(records)
            outcome = "RecordsSucceeded"
        except Exception:
            logger().exception("the batch failed")
            raise
        finally:
            invocation.end({outcome: len(records)})
        return {"batchItemFailures": []}

    return handler


def _handler(reactions: Mapping[str, React], operation: str) -> Handler:
    def handler(batch: Mapping[str, Any], context: Any) -> dict[str, Any]:
        from aws_lambda_powertools.utilities.batch import process_partial_response  # noqa: PLC0415

        trace.begin(None)
        invocation = Invocation(operation, request_id=getattr(context, "aws_request_id", None))
        processor = _in_order()
        try:
            if not batch.get("records"):
                return {"batchItemFailures": []}
            return dict(
                process_partial_response(
                    event=dict(batch),
                    record_handler=lambda record: _deliver(reactions, record.raw_event, invocation),
                    processor=processor,
                )
            )
        finally:
            succeeded, failed = len(processor.success_messages), len(processor.fail_messages)
            invocation.end({"RecordsSucceeded": succeeded, "RecordsFailed": failed})

    return handler


class _KeyWaits(Exception):  # noqa: N818 - not a fault of the record
    """An earlier record of the same key failed in this batch."""


def _in_order() -> Any:
    """Powertools' processor, keeping the order per key after a failure."""
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType  # noqa: PLC0415

    class InOrder(BatchProcessor):
        def __init__(self) -> None:
            super().__init__(event_type=EventType.Kafka, raise_on_entire_batch_failure=False)
            self._waiting: set[tuple[str, str | None]] = set()

        def _process_record(self, record: dict[str, Any]) -> Any:
            key = (record["topic"], record.get("key"))
            if key in self._waiting:
                waits = _KeyWaits("an earlier record of this key failed")
                return self.failure_handler(self._to_batch_type(record, self.event_type), (_KeyWaits, waits, None))
            result = super()._process_record(record)
            if result[0] == "fail":
                self._waiting.add(key)
            return result

    return InOrder()


def _deliver(reactions: Mapping[str, React], raw: Mapping[str, Any], invocation: Invocation) -> None:
    """React to one record. Raises what is worth a redelivery; buries what is not."""
    trace.begin(kafka.headers(raw).get("traceparent"))
    try:
        event = Event.from_json(kafka.payload(raw, "value") or b"")
        react = reactions.get(event.type)
        if react is None:
            return
        trace.begin(event.traceparent)
        invocation.bind(trace_id=trace.current().trace_id, event_id=event.id, event_type=event.type)
        react(event)
    except _TRANSIENT as error:
        logger().warning("the event will be delivered again", exc_info=error)
        raise
    except Refusal as refusal:
        kafka.bury(raw, f"{type(refusal).__name__}: {refusal.detail}")
    except Exception:
        logger().exception("the event will be delivered again")
        raise


def _decoded(batch: Mapping[str, Any]) -> Iterator[kafka.Record]:
    for raws in (batch.get("records") or {}).values():
        for raw in raws:
            try:
                yield kafka.decode(raw)
            except kafka.MalformedRecord as error:
                kafka.bury(raw, error.detail)
