"""What API Gateway's data plane lacks: authorizers, gateway responses, custom domains, limits, binary bodies."""

from __future__ import annotations

from importlib import import_module

PARTS = ("calls", "limits", "binary", "imports", "responses", "domains", "authorizer")


def install() -> None:
    """Patch LocalStack's next-generation REST API chain and hook into its extension points."""
    for name in PARTS:
        import_module(f"cdlc_localstack.gateway.{name}").install()
