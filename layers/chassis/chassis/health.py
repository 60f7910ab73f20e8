"""`health`: the answer of a context's GET /health."""

from collections.abc import Callable, Mapping
from typing import Literal

from chassis.reply import Body, Reply
from chassis.telemetry import logger

State = Literal["up", "down"]


class Health(Body):
    """`up` where every store answered a real query."""

    status: State
    stores: dict[str, State]


def health(checks: Mapping[str, Callable[[], object]]) -> Reply[Health]:
    """Run each check (it raises where its store does not answer): 200, or 503 with each store's state."""
    stores = {name: _state(name, check) for name, check in checks.items()}
    up = "down" not in stores.values()
    return Reply(Health(status="up" if up else "down", stores=stores), status=200 if up else 503)


def _state(name: str, check: Callable[[], object]) -> State:
    try:
        check()
    except Exception:  # noqa: BLE001 - whatever a driver raises, its store is down
        logger().warning("a store does not answer", exc_info=True, extra={"store": name})
        return "down"
    return "up"
