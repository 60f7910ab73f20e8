"""Kafka and LocalStack of the tests' own, and a mapping per test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import own_engines
from .mapped import Mapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def engines(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> own_engines.Engines:
    running = own_engines.of(pytestconfig, tmp_path_factory)
    running.need("kafka", "localstack")
    return running


@pytest.fixture
def mapped(engines: own_engines.Engines, tmp_path: Path) -> Iterator[Callable[[int], Mapped]]:
    made: list[Mapped] = []

    def make(partitions: int = 1) -> Mapped:
        made.append(Mapped(engines, tmp_path, partitions))
        return made[-1]

    yield make
    for each in made:
        each.remove()
