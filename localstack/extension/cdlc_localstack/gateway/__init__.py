"""What API Gateway's data plane lacks: authorizers, gateway responses, custom domains, limits, binary bodies."""

from __future__ import annotations

from cdlc_localstack.gateway import authorizer, binary, calls, domains, imports, limits, responses


def install() -> None:
    """Patch LocalStack's next-generation REST API chain and hook into its extension points."""
    calls.install()
    limits.install()
    binary.install()
    imports.install()
    responses.install()
    domains.install()
    authorizer.install()
