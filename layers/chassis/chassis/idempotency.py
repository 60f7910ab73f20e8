"""Idempotency keys: one effect per (principal, operation, key), in the effect's own transaction; replayed for a day."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from chassis import clock
from chassis.errors import Conflict, FieldError, Invalid
from chassis.mysql import LockTimeout, Transaction
from chassis.reply import Reply, to_json

KEPT = timedelta(hours=24)
_WHERE = "WHERE principal = %s AND operation = %s AND idempotency_key = %s"
_FIND = f"SELECT body_hash, reply, created_at FROM idempotency_keys {_WHERE} FOR UPDATE NOWAIT"  # noqa: S608 - constant
_COLUMNS = "principal, operation, idempotency_key, body_hash, created_at"
_CLAIM = f"INSERT IGNORE INTO idempotency_keys ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
_KEEP = f"UPDATE idempotency_keys SET status = %s, reply = %s {_WHERE}"  # noqa: S608


class IdempotencyKeyReused(Invalid):
    """The key was used before with another body."""


class StillRunning(Conflict):
    """The first request with this key has not ended."""


def once(  # noqa: PLR0913, PLR0917 - the key's parts, and the work
    tx: Transaction, caller_sub: str, operation: str, key: str, body_hash: bytes, work: Callable[[], Reply[Any]]
) -> tuple[Reply[Any], bool]:
    """`work()`'s reply and False the first time, that reply and True from then on; the caller saves `tx`.

    Raises `IdempotencyKeyReused` for another body, `StillRunning` while the first request holds the key.
    """
    scope = (caller_sub, operation, key)
    kept = _kept(tx, scope)
    if kept is None and not tx.run(_CLAIM, (*scope, body_hash, clock.now().replace(tzinfo=None))):
        kept = _kept(tx, scope)
    if kept is not None:
        return _replay(kept, body_hash), True
    reply = work()
    body = None if reply.body is None else to_json(reply.body)
    tx.run(_KEEP, (reply.status, json.dumps({**asdict(reply), "body": body}).encode(), *scope))
    return reply, False


def _kept(tx: Transaction, scope: tuple[str, str, str]) -> dict[str, Any] | None:
    """The record, locked; one older than a day is removed."""
    try:
        row = tx.one(_FIND, scope)
    except LockTimeout as error:
        raise StillRunning("the first request with this Idempotency-Key is still running") from error
    if row is not None and row["created_at"] < clock.now().replace(tzinfo=None) - KEPT:
        tx.run(f"DELETE FROM idempotency_keys {_WHERE}", scope)  # noqa: S608
        return None
    return row


def _replay(kept: dict[str, Any], body_hash: bytes) -> Reply[Any]:
    if kept["body_hash"] != body_hash:
        at = FieldError("/header/idempotency-key", "reused", "sent before with another body")
        raise IdempotencyKeyReused("this Idempotency-Key was used with another body", errors=[at])
    if kept["reply"] is None:
        raise StillRunning("the first request with this Idempotency-Key has not ended")
    fields = json.loads(kept["reply"])
    body = None if fields["body"] is None else fields["body"].encode()
    return Reply(**fields | {"body": body, "headers": {**fields["headers"], "Idempotency-Replayed": "true"}})
