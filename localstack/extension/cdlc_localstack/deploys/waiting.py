"""No fixed waits: LocalStack looks after a resource in progress every 5 seconds, which each function costs once."""

from __future__ import annotations

from functools import wraps
from typing import Any

from localstack.services.cloudformation.resource_provider import ResourceProviderExecutor

from cdlc_localstack.expected import expect

LOOK_EVERY_SECONDS = 0.05


def install() -> None:
    """Look after resources in progress 20 times a second."""
    executor: Any = ResourceProviderExecutor
    original = executor.deploy_loop
    expect(original, "sleep_time: float = 5", "time.sleep(sleep_time)", area="deploys")

    @wraps(original)
    def deploy_loop(self: Any, *arguments: Any, **named: Any) -> Any:
        return original(self, *arguments, **{"sleep_time": LOOK_EVERY_SECONDS, **named})

    executor.deploy_loop = deploy_loop
