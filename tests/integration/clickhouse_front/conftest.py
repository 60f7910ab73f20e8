"""One front for all tests that leave it alive, and one of its own for a test that kills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from integration.clickhouse_front.front_process import FrontProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontProcess]:
    process = FrontProcess(tmp_path_factory.mktemp("front"), CLICKHOUSE_FRONT_MAX_SECONDS="20")
    process.start()
    process.client().command("CREATE DATABASE shop")
    yield process
    assert process.stop() == 0, process.log.read_text()


@pytest.fixture
def own_front(tmp_path: Path) -> Iterator[FrontProcess]:
    process = FrontProcess(tmp_path)
    process.start()
    yield process
    process.kill()
