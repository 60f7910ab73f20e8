"""The transactional outbox: a row inserted and deleted in the transaction of the change; Debezium reads the binlog.

The table stays empty. `context` is the route (`cdlc.<context>`), `aggregateid` Kafka's key, `payload` the CloudEvent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chassis.events import Event
    from chassis.mysql import Transaction

_INSERT = (
    "INSERT INTO outbox (id, context, aggregateid, type, traceparent, payload, created_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def write(tx: Transaction, context: str, events: Sequence[Event]) -> None:
    """Hand `events` to Debezium in this order, as part of `tx`; an event without a trace takes the running one."""
    if not events:
        return
    traceparent = trace.current().traceparent
    tx.many(_INSERT, [_row(context, event.traced(traceparent)) for event in events])
    tx.many("DELETE FROM outbox WHERE id = %s", [(event.id,) for event in events])


def _row(context: str, event: Event) -> tuple[object, ...]:
    payload = event.to_json().encode()
    created_at = event.time.replace(tzinfo=None)
    return (event.id, context, event.subject.encode("ascii"), event.type, event.traceparent, payload, created_at)
