"""The transactional outbox: rows inserted and deleted in the transaction of the change; Debezium reads the binlog.

The table stays empty. `context` is the route (`cdlc.<context>`), `aggregateid` Kafka's key, `payload` the CloudEvent.
"""

from collections.abc import Sequence
from dataclasses import replace

from chassis import telemetry
from chassis.events import Event

INSERT = (
    "INSERT INTO outbox (id, context, aggregateid, type, traceparent, payload, created_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
DELETE = "DELETE FROM outbox WHERE id = %s"


def rows(context: str, events: Sequence[Event]) -> list[tuple[object, ...]]:
    """What `INSERT` takes, in this order; an event without a trace takes the running one."""
    running = telemetry.trace().traceparent
    traced = [event if event.traceparent else replace(event, traceparent=running) for event in events]
    return [
        (e.id, context, e.subject.encode(), e.type, e.traceparent, e.to_json().encode(), e.time.replace(tzinfo=None))
        for e in traced
    ]
