"""One front for all tests that leave it alive, and one of its own for a test that kills it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from front_process import FrontProcess

if TYPE_CHECKING:
    from collections.abc import Iterator


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
