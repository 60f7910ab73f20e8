"""`health`: the answer of a context's GET /health."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from chassis.reply import Body, Reply
from chassis.telemetry import logger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class StoreHealth(Body):
    """One store: whether a real query was answered, and in how many milliseconds."""

    state: Literal["up", "down"]
    latency_ms: int


class Health(Body):
    """`up` where every store is."""

    status: Literal["up", "down"]
    stores: dict[str, StoreHealth]


def health(checks: Mapping[str, Callable[[], object]]) -> Reply[Health]:
    """Run each check (a callable that raises where its store does not answer): 200, or 503 with each store's state."""
    stores = {name: _probe(name, check) for name, check in checks.items()}
    up = all(store.state == "up" for store in stores.values())
    return Reply(Health(status="up" if up else "down", stores=stores), status=200 if up else 503)


def _probe(name: str, check: Callable[[], object]) -> StoreHealth:
    started = time.perf_counter()
    try:
        check()
        state: Literal["up", "down"] = "up"
    except Exception:
        logger().exception("a store does not answer", extra={"store": name})
        state = "down"
    return StoreHealth(state=state, latency_ms=round((time.perf_counter() - started) * 1000))
