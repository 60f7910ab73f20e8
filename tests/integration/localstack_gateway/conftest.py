"""One LocalStack for the area's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import own_cloud

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[own_cloud.OwnCloud]:
    running = own_cloud.start(tmp_path_factory.mktemp("gateway"))
    yield running
    own_cloud.stop(running)
