"""Ask a service only when all its routes stand.

LocalStack 4.9.2 counts a service as loaded before it adds the routes, so that whoever comes at that moment is told that
there is "no handler for operation".
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from localstack.aws.handlers.service_plugin import ServiceLoader

from cdlc_localstack.expected import expect


def install() -> None:
    """Make who finds a service counted as loaded wait until whoever loads it is done."""
    loader: Any = ServiceLoader
    expect(
        loader.require_service,
        "with self.service_locks[context.service.service_name]",
        "self.loaded_services.add(service_name)\n            if isinstance(service_plugin, Service):",
        area="binding",
    )
    require = loader.require_service

    @wraps(require)
    def require_whole(self: Any, chain: Any, context: Any, response: Any) -> None:
        require(self, chain, context, response)
        if context.service and context.service_operation not in self.service_request_router.handlers:
            with self.service_locks[context.service.service_name]:  # held while the routes are added
                pass

    loader.require_service = require_whole
