"""What a template wants kept: `DeletionPolicy` and `UpdateReplacePolicy`, which LocalStack 4.9.2 ignores."""

from __future__ import annotations

from typing import Any

REMOVAL = "remove-"
REPLACEMENT = "cleanup-from-replacement-"
MIGRATION = "type-migration-"
ROLLBACK = "rollback"
CREATION_UNDONE = "cdlc_creation_undone"  # marks a nested stack that goes because its parent was not created
KEEP = ("Retain", "RetainExceptOnCreate")


def target(deferred_name: str) -> tuple[str, str]:
    """(kind, logical id) of a deferred removal by the name that the engine gives it."""
    for kind in (REPLACEMENT, MIGRATION, REMOVAL):
        if deferred_name.startswith(kind):
            return kind, deferred_name.removeprefix(kind)
    raise ValueError(f"an unknown kind of deferred action: {deferred_name}")


def retained(change_set: Any, kind: str, name: str) -> bool:
    """Whether the template keeps the resource when it is removed, replaced, or its creation rolled back."""
    if kind == REMOVAL and getattr(change_set.stack, CREATION_UNDONE, False):
        kind = ROLLBACK
    node = _node(change_set, name)
    policy = node.update_replace_policy if kind in (REPLACEMENT, MIGRATION) else node.deletion_policy
    value = getattr(policy, "value", None)
    return value == "Retain" if kind == ROLLBACK else value in KEEP


def resource_type(change_set: Any, name: str) -> str:
    """The resource's type."""
    return str(_node(change_set, name).type_.value)


def _node(change_set: Any, name: str) -> Any:
    resources = change_set.update_model.node_template.resources.resources
    return next(resource for resource in resources if resource.name == name)
