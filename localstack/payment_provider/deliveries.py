"""Delivers events to webhook endpoints, signed, again and again until they are taken."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import time
from typing import TYPE_CHECKING, Any

import httpx
from anyio import to_thread  # type: ignore[import-not-found,import-untyped,unused-ignore]

from .faults import DELIVER

if TYPE_CHECKING:
    from .faults import Faults
    from .store import Store

log = logging.getLogger("payment_provider")
_IDLE_SECONDS = 0.05
_PATIENCE = 10.0
_RETRIES = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds before each further attempt; Stripe's own take days."""


def signature(payload: str, secret: str, at: int) -> str:
    """`Stripe-Signature` (https://docs.stripe.com/webhooks#verify-manually): HMAC-SHA256 of `<at>.<payload>`."""
    mac = hmac.new(secret.encode(), f"{at}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


class Deliveries:
    """One task per process; what is due lies in the store, so a kill loses none."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store, self._faults = store, faults

    async def run(self) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
            while True:
                due = await to_thread.run_sync(self._due)
                for delivery in due:
                    await self._deliver(client, delivery)
                if not due:
                    await asyncio.sleep(_IDLE_SECONDS)

    def _due(self) -> list[dict[str, Any]]:
        """What is to be delivered now, in order. A first attempt may meet a fault, which moves or doubles it."""
        with self._store.transaction() as session:
            sql = "SELECT * FROM deliveries WHERE due <= ? ORDER BY due, seq LIMIT 20"
            found = [dict(row) for row in session.sql.execute(sql, (time.time(),))]
            ready = []
            for row in found:
                event, endpoint = session.find(row["event"]), session.find(row["endpoint"])
                if event is None or endpoint is None:
                    session.sql.execute("DELETE FROM deliveries WHERE seq = ?", (row["seq"],))
                elif row["attempt"] > 1 or row["held"] or not self._moved(session, row, event):
                    ready.append({**row, "body": event, "url": endpoint["url"], "secret": endpoint["secret"]})
        return ready

    def _moved(self, session: Any, row: dict[str, Any], event: dict[str, Any]) -> bool:
        about = event["data"]["object"]
        fault = self._faults.take(DELIVER, lambda: {**about.get("metadata", {}), "type": event["type"]})
        if not fault.operation:
            return False
        session.sql.execute("UPDATE deliveries SET held = 1 WHERE seq = ?", (row["seq"],))
        if fault.effect == "duplicate":
            again = "INSERT INTO deliveries (event, endpoint, attempt, due, held) VALUES (?, ?, 1, ?, 1)"
            session.sql.execute(again, (row["event"], row["endpoint"], row["due"]))
            return False
        held = 1 if fault.effect == "late" else 2
        later = (time.time() + fault.seconds, held, row["seq"])
        session.sql.execute("UPDATE deliveries SET due = ?, held = ? WHERE seq = ?", later)
        return True

    async def _deliver(self, client: httpx.AsyncClient, delivery: dict[str, Any]) -> None:
        payload, at = json.dumps(delivery["body"]), int(time.time())
        headers = {
            "Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (simulator)",
            "Stripe-Signature": signature(payload, delivery["secret"], at),
        }  # fmt: skip
        try:
            answer = await client.post(delivery["url"], content=payload, headers=headers)
            taken = answer.is_success
        except httpx.HTTPError as error:
            log.warning("event %s is not taken: %s", delivery["event"], type(error).__name__)
            taken = False
        await to_thread.run_sync(self._settle, delivery, taken)

    def _settle(self, delivery: dict[str, Any], taken: bool) -> None:  # noqa: FBT001  # to_thread passes by place
        with self._store.transaction() as session:
            if not taken and delivery["attempt"] <= len(_RETRIES):
                due = time.time() + _RETRIES[delivery["attempt"] - 1]
                again = "UPDATE deliveries SET attempt = attempt + 1, due = ? WHERE seq = ?"
                session.sql.execute(again, (due, delivery["seq"]))
                return
            session.sql.execute("DELETE FROM deliveries WHERE seq = ?", (delivery["seq"],))
            freed = "UPDATE deliveries SET due = 0, held = 1 WHERE held = 2 AND endpoint = ? AND seq < ?"
            session.sql.execute(freed, (delivery["endpoint"], delivery["seq"]))
            event = session.find(delivery["event"])
            if taken and event:
                session.put(event | {"pending_webhooks": max(0, event["pending_webhooks"] - 1)})
