"""One action on one resource: done, or failed with its own reason. Never done with nothing changed.

LocalStack 4.9.2 reports an update that it cannot make as a success, and an update's or a deletion's failure as
"Failed to delete resource" whatever the cause was.
"""

from __future__ import annotations

import logging
from typing import Any

from localstack.services.cloudformation import resource_provider as engine

from cdlc_localstack.deploys import registry
from cdlc_localstack.expected import expect

LOG = logging.getLogger(__name__)


def install() -> None:
    """Replace the executor's dispatch and let it find the providers of this package."""
    executor: Any = engine.ResourceProviderExecutor
    expect(executor.execute_action, "except NotImplementedError:", '"Failed to delete resource', area="deploys")
    expect(executor.try_load_resource_provider, "plugin_manager.load(resource_type)", area="deploys")
    executor.execute_action = execute_action
    load = executor.try_load_resource_provider

    def try_load_resource_provider(resource_type: Any) -> Any:
        own = registry.PROVIDERS.get(resource_type) if isinstance(resource_type, str) else None
        return own() if own else load(resource_type)

    executor.try_load_resource_provider = staticmethod(try_load_resource_provider)


def execute_action(self: Any, provider: Any, payload: Any) -> Any:
    """Create, update or delete by the payload's action; what goes wrong is raised or told in the event."""
    request = engine.convert_payload(self.stack_name, self.stack_id, payload)
    if payload["action"] == "Add":
        return _create(provider, request)
    if payload["action"] == "Remove":
        return _delete(provider, request)
    # the old template's properties, not the model: that has the provider's own beside them
    request.custom_context.setdefault("cdlc_changed", registry.differing(self.cdlc_deployed, request.desired_state))
    return _update(provider, request)


def _create(provider: Any, request: Any) -> Any:
    """Create; what a failed creation left behind is removed, as far as its identity is known."""
    given = request.custom_context.setdefault("cdlc_given", sorted(request.desired_state))
    try:
        event = registry.CREATIONS.get(request.resource_type, _plain_create)(provider, request)
    except Exception:
        _sweep(provider, request, given)
        raise
    if event.status is engine.OperationStatus.FAILED:
        _sweep(provider, request, given)
    return event


def _plain_create(provider: Any, request: Any) -> Any:
    return provider.create(request)


def _sweep(provider: Any, request: Any, given: list[str]) -> None:
    """Delete a half-made resource; one whose identity is not its own making may be somebody else's."""
    own = [path.removeprefix("/properties/") for path in provider.SCHEMA.get("primaryIdentifier", [])]
    if not any(name in request.desired_state and name not in given for name in own):
        return
    request.previous_state = request.desired_state
    request.custom_context = {}
    try:
        while _delete(provider, request).status is engine.OperationStatus.IN_PROGRESS:
            registry.pause()
    except Exception as error:  # noqa: BLE001 -- the creation's own failure is the one to tell
        LOG.warning("%s %s was left half made: %s", request.resource_type, request.logical_resource_id, error)


def _update(provider: Any, request: Any) -> Any:
    _carry_over(provider, request)
    update = registry.UPDATES.get(request.resource_type)
    try:
        return update(provider, request) if update else provider.update(request)
    except (NotImplementedError, registry.UnsupportedUpdateError) as error:
        refused = getattr(error, "names", None) or registry.changed(request)
        return engine.ProgressEvent(
            status=engine.OperationStatus.FAILED,
            resource_model=request.previous_state,
            error_code=registry.NOT_UPDATABLE,
            message=f"{request.resource_type}: the local cloud cannot update {', '.join(sorted(refused))} in place; "
            "give the resource another logical id to replace it",
        )


def _carry_over(provider: Any, request: Any) -> None:
    """Give the wanted state the identity and the read-only attributes that the deployed resource has."""
    schema = provider.SCHEMA
    for path in (*schema.get("primaryIdentifier", []), *schema.get("readOnlyProperties", [])):
        name = path.removeprefix("/properties/").split("/")[0]
        if name in request.previous_state:
            request.desired_state.setdefault(name, request.previous_state[name])


def _delete(provider: Any, request: Any) -> Any:
    try:
        return registry.DELETIONS.get(request.resource_type, _plain_delete)(provider, request)
    except Exception as error:
        if engine.check_not_found_exception(error, request.resource_type, request.desired_state):
            return engine.ProgressEvent(status=engine.OperationStatus.SUCCESS, resource_model={})
        raise


def _plain_delete(provider: Any, request: Any) -> Any:
    return provider.delete(request)
