"""The outbox: rows inserted and deleted in the change's transaction; Debezium reads the log, the table stays empty."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chassis import telemetry
from chassis.events import Event

_COLUMNS = "id, context, aggregateid, type, traceparent, payload, created_at"
INSERT = f"INSERT INTO outbox ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608 - constants
DELETE = "DELETE FROM outbox WHERE id = %s"


def rows(context: str, events: Sequence[Event]) -> Iterator[tuple[object, ...]]:
    """What `INSERT` takes; `context` is the route. An event without a trace takes the running one."""
    for event in events:
        e = replace(event, traceparent=event.traceparent or telemetry.traceparent())
        payload, created_at = e.to_json().encode(), e.time.replace(tzinfo=None)
        yield e.id, context, e.subject.encode(), e.type, e.traceparent, payload, created_at
