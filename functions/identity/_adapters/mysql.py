"""Clients in MySQL."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from identity._domain.clients import Client, hash_secret, secret_matches

if TYPE_CHECKING:
    from datetime import datetime

    from chassis.mysql import Transaction


def find(tx: Transaction, client_id: str) -> Client | None:
    """The client, or None."""
    if not client_id.isascii():  # RFC 6749, appendix A.1; the column is ASCII and compares with nothing else
        return None
    row = tx.one("SELECT client_id, name, scopes, secret_hash FROM clients WHERE client_id = %s", (client_id,))
    if row is None:
        return None
    return Client(row["client_id"], row["name"], frozenset(row["scopes"].split()), row["secret_hash"])


def register(tx: Transaction, client: Client, secret: str, now: datetime) -> bool:
    """Whether anything changed: one that is stored already, with this secret, stays. `client`'s hash is made here."""
    stored = find(tx, client.client_id)
    known = stored is not None and secret_matches(secret, stored.secret_hash)
    if stored is not None and known and (stored.name, stored.scopes) == (client.name, client.scopes):
        return False
    secret_hash = stored.secret_hash if stored and known else hash_secret(secret, secrets.token_bytes(16))
    at, name, scopes = now.replace(tzinfo=None), client.name, " ".join(sorted(client.scopes))
    sql = (
        "INSERT INTO clients (client_id, name, scopes, secret_hash, version, created_at, updated_at)"
        " VALUES (%s, %s, %s, %s, 1, %s, %s)"
        " ON DUPLICATE KEY UPDATE name = %s, scopes = %s, secret_hash = %s, version = version + 1, updated_at = %s"
    )
    tx.run(sql, (client.client_id, name, scopes, secret_hash, at, at, name, scopes, secret_hash, at))
    return True
