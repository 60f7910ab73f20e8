"""Deploys that are right and fast: what CloudFormation's engine in LocalStack 4.9.2 skips, breaks or waits for."""

from __future__ import annotations

from importlib import import_module

PATCHES = (
    "waiting",
    "actions",
    "replacement",
    "execution",
    "stacks",
    "values",
    "transforms",
    "handover",
    "definitions",
)
TYPES = (
    "nested",
    "apis",
    "stages",
    "domains",
    "authorizers",
    "buckets",
    "functions",
    "messaging",
    "transcoding",
    "upkeep",
)


def install() -> None:
    """Patch the engine, then announce the resource types that this package creates, updates or deletes itself."""
    for name in PATCHES:
        import_module(f"cdlc_localstack.deploys.{name}").install()
    for name in TYPES:
        import_module(f"cdlc_localstack.deploys.{name}")
