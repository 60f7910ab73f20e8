"""The chassis on a real MariaDB: a schema of its own with the backbone's tables and one for effects."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from chassis.mysql import Database
from integration.catalogue import context_stores as stores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.context_stores import Schema

_ROUTES = """CREATE TRIGGER keep_route AFTER INSERT ON outbox FOR EACH ROW
INSERT INTO routes (id, context, type, traceparent) VALUES (NEW.id, NEW.context, NEW.type, NEW.traceparent)"""


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    mariadb, _ = stores.engines()
    patch = pytest.MonkeyPatch()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "test")
    patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    patch.setenv("CDLC_CLOCK_PARAMETER", "")
    with mock_aws(), stores.running(mariadb):
        stores.thaw("identity")
        made = stores.schema("identity", uuid.uuid4().hex[:8])
        as_root(
            made, "CREATE TABLE effects (name VARCHAR(64) NOT NULL, n INT NOT NULL DEFAULT 1, KEY (name)) ENGINE=InnoDB"
        )
        as_root(
            made, "CREATE TABLE routes (id CHAR(36), context VARCHAR(32), type VARCHAR(128), traceparent VARCHAR(64))"
        )
        as_root(made, _ROUTES)
        yield made
        stores.drop(made)
    patch.undo()
    stores.thaw("identity")


def as_root(schema: Schema, sql: str) -> None:
    """Run a statement that no context's user may."""
    schema.rows(sql)


@pytest.fixture
def connect(schema: Schema) -> Iterator[Callable[[], Database]]:
    """Makes a `Database`: one connection each, as in one execution environment each."""
    made: list[Database] = []

    def connect() -> Database:
        made.append(Database(schema.url, schema.secret))
        return made[-1]

    yield connect
    for database in made:
        if database._connection is not None:
            database._connection.close()


@pytest.fixture
def database(connect: Callable[[], Database]) -> Database:
    return connect()
