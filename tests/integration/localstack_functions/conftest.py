"""LocalStack with this area alone, started by somebody whose environment holds real credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .own_localstack import LocalStack, start, stop

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def localstack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    running = start(
        tmp_path_factory.mktemp("functions"),
        ("binding", "functions"),
        CDLC_LAMBDA_INIT_SECONDS="2",
        AWS_SESSION_TOKEN="real-token",
        AWS_CA_BUNDLE="/nowhere/bundle.pem",
        COMPANY_SECRET="hunter2",
    )
    yield running
    stop(running)


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """LocalStack with the executor and without this area's patches."""
    running = start(tmp_path_factory.mktemp("stock"), ("binding",))
    yield running
    stop(running)
