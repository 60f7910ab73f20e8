"""What a service holds, as plain dictionaries, and back into the same containers.

LocalStack's visitor shows a service's containers: its own bundle of stores (account → region) and moto's
dictionary of backends. Both stay in place; only the attributes of what they hold are taken and put back.
"""

from __future__ import annotations

from typing import Any

from localstack.services.plugins import SERVICE_PLUGINS
from localstack.services.stores import AccountRegionBundle
from localstack.state import StateVisitor
from moto.core.base_backend import BackendDict

SHARED = ("_global", "_universal", "_service_name", "_account_id", "_region_name")


class _Containers(StateVisitor):
    """Collects the containers; folders on disk are none of ours (S3's bodies have objects.py)."""

    def __init__(self) -> None:
        self.bundles: list[AccountRegionBundle[Any]] = []
        self.backends: list[BackendDict[Any]] = []

    def visit(self, state_container: Any) -> None:
        if isinstance(state_container, AccountRegionBundle):
            self.bundles.append(state_container)
        elif isinstance(state_container, BackendDict):
            self.backends.append(state_container)


def containers(service: str) -> _Containers:
    """The containers of a service; starts it where it has not been asked for yet."""
    found = _Containers()
    SERVICE_PLUGINS.require(service).accept_state_visitor(found)
    return found


def capture(service: str) -> dict[str, Any]:
    """What `restore` takes; holds the living objects, so it must be pickled at once."""
    found = containers(service)
    return {
        "stores": [_bundle(bundle) for bundle in found.bundles],
        "backends": [_backends(backends) for backends in found.backends],
    }


def _bundle(bundle: AccountRegionBundle[Any]) -> dict[str, Any]:
    accounts = {
        account: {
            "shared": regions._global,  # noqa: SLF001  # LocalStack offers no other way to it
            "regions": {
                region: {name: value for name, value in vars(store).items() if name not in SHARED}
                for region, store in dict(regions).items()
            },
        }
        for account, regions in dict(bundle).items()
    }
    return {"universal": bundle._universal, "accounts": accounts}  # noqa: SLF001


def _backends(backends: BackendDict[Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (account, region): dict(vars(backend))
        for account, regions in dict(backends).items()
        for region, backend in dict(regions).items()
    }


def restore(service: str, state: dict[str, Any]) -> None:
    """Put a captured state into the running service's containers."""
    found = containers(service)
    for bundle, kept in zip(found.bundles, state["stores"], strict=True):
        bundle._universal.update(kept["universal"])  # noqa: SLF001
        for account, parts in kept["accounts"].items():
            bundle[account]._global.update(parts["shared"])  # noqa: SLF001
            for region, attributes in parts["regions"].items():
                vars(bundle[account][region]).update(attributes)
    for backends, kept in zip(found.backends, state["backends"], strict=True):
        for (account, region), attributes in kept.items():
            vars(backends[account][region]).update(attributes)
