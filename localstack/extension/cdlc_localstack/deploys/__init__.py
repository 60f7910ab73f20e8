"""Deploys that are right and fast: what CloudFormation's engine in LocalStack 4.9.2 skips, breaks or waits for."""

from __future__ import annotations

from cdlc_localstack.deploys import waiting


def install() -> None:
    """Patch the engine; LocalStack loads it on the first call to CloudFormation."""
    waiting.install()
