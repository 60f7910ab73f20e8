"""Idempotency keys: one effect per (principal, operation, key), the first answer again for 24 hours.

The record lies in the transaction of the effect, so it exists exactly where the effect does.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chassis import clock
from chassis.errors import Conflict, FieldError, Invalid
from chassis.reply import Reply, Stored, to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from chassis.mysql import Transaction

KEPT = timedelta(hours=24)

_KEY = "principal = %s AND operation = %s AND idempotency_key = %s"


class IdempotencyKeyReused(Invalid):
    """The key was used before with another body."""


class StillRunning(Conflict):
    """The first request with this key has not ended."""


def once(
    tx: Transaction,
    caller_sub: str,
    operation: str,
    key: str,
    body_hash: bytes,
    work: Callable[[], Reply[Any]],
) -> tuple[Reply[Any], bool]:
    """`work()`'s reply and False the first time; the kept reply and True from then on.

    The caller saves `tx` afterwards, replayed or not. Raises `IdempotencyKeyReused` for another body and
    `StillRunning` while the first request holds the key.
    """
    principal = (caller_sub, operation, key)
    kept = _kept(tx, principal)
    if kept is None and not _claim(tx, principal, body_hash):
        kept = _kept(tx, principal)
    if kept is not None:
        return _replay(kept, body_hash), True
    reply = work()
    sql = f"UPDATE idempotency_keys SET status = %s, reply = %s WHERE {_KEY}"  # noqa: S608 - a constant
    tx.run(sql, (reply.status, _render(reply), *principal))
    return reply, False


def _kept(tx: Transaction, principal: tuple[str, str, str]) -> dict[str, Any] | None:
    """The record, locked; one older than a day is removed. NOWAIT: a running first request is told, not awaited."""
    from chassis.mysql import LockTimeout  # noqa: PLC0415 - the two modules know each other

    sql = f"SELECT body_hash, reply, created_at FROM idempotency_keys WHERE {_KEY} FOR UPDATE NOWAIT"  # noqa: S608
    try:
        row = tx.one(sql, principal)
    except LockTimeout as error:
        raise StillRunning("the first request with this Idempotency-Key is still running") from error
    if row is not None and row["created_at"] < clock.now().replace(tzinfo=None) - KEPT:
        tx.run(f"DELETE FROM idempotency_keys WHERE {_KEY}", principal)  # noqa: S608
        return None
    return row


def _claim(tx: Transaction, principal: tuple[str, str, str], body_hash: bytes) -> bool:
    """Whether this transaction is the first. The unique key decides; a concurrent claim waits here for it to end."""
    sql = (
        "INSERT IGNORE INTO idempotency_keys (principal, operation, idempotency_key, body_hash, created_at)"
        " VALUES (%s, %s, %s, %s, %s)"
    )
    return tx.run(sql, (*principal, body_hash, clock.now().replace(tzinfo=None))) == 1


def _render(reply: Reply[Any]) -> bytes:
    kept = {
        "body": None if reply.body is None else to_json(reply.body),
        "version": reply.version,
        "location": reply.location,
        "headers": reply.headers,
        "status": reply.status,
    }
    return json.dumps(kept).encode()


def _replay(kept: dict[str, Any], body_hash: bytes) -> Reply[Any]:
    if kept["body_hash"] != body_hash:
        at = FieldError("/header/idempotency-key", "reused", "sent before with another body")
        raise IdempotencyKeyReused("this Idempotency-Key was used with another body", errors=[at])
    if kept["reply"] is None:
        raise StillRunning("the first request with this Idempotency-Key has not ended")
    fields = json.loads(kept["reply"])
    body = None if fields["body"] is None else Stored(fields["body"])
    reply = Reply[Any](**(fields | {"body": body}))
    reply.headers["Idempotency-Replayed"] = "true"
    return reply
