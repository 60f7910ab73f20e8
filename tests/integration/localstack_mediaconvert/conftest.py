"""One LocalStack with buckets for the area's tests, and the sandbox without it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from cdlc.settings import ROOT

sys.path.append(str(ROOT / "localstack" / "extension"))

from integration.localstack_gateway import own_cloud  # after the path of what they import

from .studio import Studio

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    running = own_cloud.start(tmp_path_factory.mktemp("mediaconvert"))
    made = Studio(running.aws, tmp_path_factory.mktemp("films"), running)
    made.buckets()
    yield made
    own_cloud.stop(running)
