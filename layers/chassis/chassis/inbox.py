"""The inbox: an event's id in the transaction of its effect, so that a redelivered event has none."""

from datetime import datetime

from chassis.ids import to_bytes
from chassis.mysql import Transaction


def first_time(tx: Transaction, event_id: str, now: datetime) -> bool:
    """Whether this context sees `event_id` for the first time. A concurrent duplicate waits for the first to end."""
    row = (to_bytes(event_id), now.replace(tzinfo=None))
    return tx.run("INSERT IGNORE INTO inbox (event_id, received_at) VALUES (%s, %s)", row) == 1
