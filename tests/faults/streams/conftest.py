"""MariaDB, Kafka and LocalStack of the tests' own, to be killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from integration.localstack_streams import own_engines

if TYPE_CHECKING:
    from integration.localstack_streams.own_engines import Engines


@pytest.fixture(scope="session")
def engines(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Engines:
    running: Engines = own_engines.of(pytestconfig, tmp_path_factory)
    running.need("mysql", "kafka", "localstack")
    return running
