"""Replace a resource only where a create-only property really gets another value.

LocalStack 4.9.2 also replaces when a property refers to something that merely changes in place. So every change to
an API replaces its stage, which conflicts with itself and takes the API down.
"""

from __future__ import annotations

from typing import Any

from localstack.services.cloudformation.engine.v2 import change_set_model_executor as engine

from cdlc_localstack.expected import expect


def install() -> None:
    """Decide by the resolved values, just before the change is carried out."""
    executor: Any = engine.ChangeSetModelExecutor
    original = executor._execute_resource_change  # noqa: SLF001
    expect(original, "if after.requires_replacement:", area="deploys")

    def execute_resource_change(self: Any, name: str, before: Any, after: Any) -> None:
        if not engine.is_nothing(before) and not engine.is_nothing(after):
            provider = self.resource_provider_executor.try_load_resource_provider(after.resource_type)
            schema = provider.SCHEMA if provider else {}
            after.requires_replacement = needed(schema, before.properties.properties, after.properties.properties)
            self.resource_provider_executor.cdlc_deployed = before.properties.properties
        try:
            original(self, name, before, after)
        finally:
            self.resource_provider_executor.cdlc_deployed = None

    executor._execute_resource_change = execute_resource_change  # noqa: SLF001


def needed(schema: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a create-only property, top-level or nested, differs."""
    paths = [path.removeprefix("/properties/").split("/") for path in schema.get("createOnlyProperties", [])]
    return any(_at(before, path) != _at(after, path) for path in paths)


def _at(value: Any, path: list[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
