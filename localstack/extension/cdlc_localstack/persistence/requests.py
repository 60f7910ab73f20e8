"""The one place through which every AWS call passes: waits for the restored state, lets snapshots in between, marks.

Reads and invocations of functions pay two set look-ups.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from localstack.aws.api import CommonServiceException
from localstack.aws.skeleton import Skeleton

from cdlc_localstack.persistence.operations import AT_ONCE, OF_OBJECTS, changes
from cdlc_localstack.persistence.patching import around

if TYPE_CHECKING:
    from cdlc_localstack.persistence.entries import Entries
    from cdlc_localstack.persistence.keeper import Keeper
    from cdlc_localstack.persistence.queues import Messages
    from cdlc_localstack.persistence.revival import Revival

Handler = Callable[..., Any]


class Calls:
    """Wraps `Skeleton.dispatch_request`."""

    def __init__(self, keeper: Keeper, revival: Revival, entries: Entries, messages: Messages) -> None:
        self._keeper, self._revival, self._entries, self._messages = keeper, revival, entries, messages
        self._kinds: dict[tuple[str, str], bool] = {}

    def install(self) -> None:
        """From here on every call passes `_dispatch`."""
        around(Skeleton, "dispatch_request", self._dispatch, "result = handler(context, instance)")

    def _dispatch(self, original: Handler, skeleton: Skeleton, serializer: Any, context: Any, request: Any) -> Any:
        service, operation = context.service.service_name, context.operation.name
        self._revival.wait(service)
        if service == "s3" and operation in OF_OBJECTS:
            try:
                return original(skeleton, serializer, context, request)
            finally:
                self._entries.commit(request)
        if not self._changes(service, operation):
            return original(skeleton, serializer, context, request)
        if self._keeper.closed:
            raise CommonServiceException("ServiceUnavailable", "LocalStack is stopping: nothing is kept any more", 503)
        try:
            with self._keeper.gate.change(service):
                return original(skeleton, serializer, context, request)
        finally:
            self._changed(service, operation, request)

    def _changes(self, service: str, operation: str) -> bool:
        known = self._kinds.get((service, operation))
        if known is None:
            known = self._kinds[service, operation] = changes(service, operation)
        return known

    def _changed(self, service: str, operation: str, request: Any) -> None:
        if service == "sqs" and operation == "DeleteQueue":
            self._messages.forget_deleted()
        elif service == "sqs" and operation == "CreateQueue":
            self._messages.adopt_new()
        elif service == "s3" and operation == "CreateBucket":
            self._entries.adopt(request["Bucket"])
        self._keeper.mark(service)
        if service in AT_ONCE:
            self._keeper.save(service)
