"""Cassandra and Neo4j of this run: the ones that run already, or ones started here."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cdlc import settings as local
from engines import credentials
from engines.cassandra_server import Cassandra
from engines.neo4j_server import Neo4j
from integration.catalogue.context_stores import running

if TYPE_CHECKING:
    from collections.abc import Iterator

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"
Administrator = tuple[str, int, str]


@pytest.fixture(scope="session")
def cassandra() -> Iterator[Administrator]:
    """Host, port and password of the administrator."""
    settings = local.load()
    with running(Cassandra(settings)):
        yield settings.host, settings.ports["cassandra"], credentials.load(settings)["cassandra_admin"]


@pytest.fixture(scope="session")
def neo4j() -> Iterator[Administrator]:
    """Host, port and password of the administrator."""
    settings = local.load()
    with running(Neo4j(settings)):
        yield settings.host, settings.ports["neo4j"], credentials.load(settings)["neo4j_admin"]


@pytest.fixture
def context() -> str:
    """The name of a context of this test's own."""
    return f"test_{uuid.uuid4().hex[:8]}"


@pytest.fixture
def migrations(tmp_path: Path, context: str, request: pytest.FixtureRequest) -> Path:
    """The project's migrations of the context that the test's module names in `LIKE`, as those of `context`."""
    shutil.copytree(MIGRATIONS / request.module.LIKE, tmp_path / context)
    return tmp_path
