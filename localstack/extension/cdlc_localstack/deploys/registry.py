"""Where the resource types of this package announce what they do better than LocalStack's own providers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent

Handler = Callable[[Any, Any], Any]  # (provider, request) -> ProgressEvent

PROVIDERS: dict[str, Callable[[], Any]] = {}
CREATIONS: dict[str, Handler] = {}
UPDATES: dict[str, Handler] = {}
DELETIONS: dict[str, Handler] = {}

LOOK_EVERY_SECONDS = 0.05


NOT_UPDATABLE = "NotUpdatable"  # error code of an event: refused before anything was touched


class UnsupportedUpdateError(Exception):
    """Properties changed that the local cloud cannot change on a living resource."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = names


def creates(resource_type: str) -> Callable[[Handler], Handler]:
    """Announce the creation of a resource type."""
    return _announce(CREATIONS, resource_type)


def updates(resource_type: str) -> Callable[[Handler], Handler]:
    """Announce the update of a resource type."""
    return _announce(UPDATES, resource_type)


def deletes(resource_type: str) -> Callable[[Handler], Handler]:
    """Announce the deletion of a resource type."""
    return _announce(DELETIONS, resource_type)


def _announce(table: dict[str, Handler], resource_type: str) -> Callable[[Handler], Handler]:
    def keep(handler: Handler) -> Handler:
        if resource_type in table:
            raise ValueError(f"two handlers for {resource_type}")
        table[resource_type] = handler
        return handler

    return keep


def changed(request: Any) -> set[str]:
    """Names of the top-level properties that an update changes; the dispatch has compared the templates' values."""
    names: set[str] = request.custom_context["cdlc_changed"]
    return names


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Names whose values differ between two sets of properties."""
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def only(request: Any, *supported: str) -> set[str]:
    """The changed properties, all of them among those supported.

    Raises `UnsupportedUpdateError` with the other ones.
    """
    names = changed(request)
    if other := names - set(supported):
        raise UnsupportedUpdateError(other)
    return names


def done(request: Any) -> Any:
    """The event of a finished action whose model is the wanted state."""
    return ProgressEvent(
        status=OperationStatus.SUCCESS, resource_model=request.desired_state, custom_context=request.custom_context
    )


def failed(request: Any, message: str) -> Any:
    """The event of a failed action."""
    return ProgressEvent(
        status=OperationStatus.FAILED,
        resource_model=request.desired_state,
        message=message,
        custom_context=request.custom_context,
    )


def again(request: Any) -> Any:
    """The event of an action that has to be looked after again."""
    return ProgressEvent(
        status=OperationStatus.IN_PROGRESS, resource_model=request.desired_state, custom_context=request.custom_context
    )


def pause() -> None:
    """Wait until it is worth looking again."""
    time.sleep(LOOK_EVERY_SECONDS)


def tags(request: Any) -> tuple[dict[str, str], list[str]]:
    """(wanted tags, keys that are gone) of a resource whose `Tags` are a list of keys and values."""
    wanted = {tag["Key"]: tag["Value"] for tag in request.desired_state.get("Tags") or []}
    gone = {tag["Key"] for tag in request.previous_state.get("Tags") or []} - wanted.keys()
    return wanted, sorted(gone)
