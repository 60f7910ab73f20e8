"""Keyspaces, migrations and roles on a real Cassandra."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from cassandra import Unauthorized
from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import Cluster, NoHostAvailable, Session
from cassandra.protocol import SyntaxException

from deployer import cassandra_keyspaces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from integration.deployer.conftest import Administrator

LIKE = "cassandra/media"


@contextmanager
def session(server: Administrator, user: str, password: str, keyspace: str | None = None) -> Iterator[Session]:
    cluster = Cluster(
        [server[0]], server[1], auth_provider=PlainTextAuthProvider(user, password), protocol_version=4,
        schema_metadata_enabled=False, token_metadata_enabled=False,
    )  # fmt: skip
    try:
        yield cluster.connect(keyspace)
    finally:
        cluster.shutdown()


@pytest.fixture
def keyspace(cassandra: Administrator, context: str, migrations: Path) -> Iterator[str]:
    """A migrated keyspace and its role, with the password "first"."""
    assert cassandra_keyspaces.migrate(*cassandra, migrations) == [f"{context}/0001_positions"]
    cassandra_keyspaces.create_roles(*cassandra, {context: "first"})
    yield context
    with session(cassandra, "cassandra", cassandra[2]) as administrator:
        administrator.execute(f"DROP KEYSPACE {context}")
        administrator.execute(f"DROP ROLE {context}")


def test_a_second_migration_applies_nothing(cassandra: Administrator, keyspace: str, migrations: Path) -> None:
    assert cassandra_keyspaces.migrate(*cassandra, migrations) == []
    (migrations / keyspace / "0002_more.cql").write_text("CREATE TABLE IF NOT EXISTS more (n int PRIMARY KEY);\n")
    assert cassandra_keyspaces.migrate(*cassandra, migrations) == [f"{keyspace}/0002_more"]


def test_a_migration_that_stopped_half_way_runs_again_from_its_start(
    cassandra: Administrator, keyspace: str, migrations: Path
) -> None:
    file = migrations / keyspace / "0002_two.cql"
    file.write_text("CREATE TABLE IF NOT EXISTS one (n int PRIMARY KEY);\nCREATE TABEL two;\n")
    with pytest.raises(SyntaxException):
        cassandra_keyspaces.migrate(*cassandra, migrations)
    file.write_text(file.read_text().replace("CREATE TABEL two", "CREATE TABLE IF NOT EXISTS two (n int PRIMARY KEY)"))
    assert cassandra_keyspaces.migrate(*cassandra, migrations) == [f"{keyspace}/0002_two"]


def test_a_role_writes_its_own_keyspace_and_neither_reads_another_nor_changes_a_table(
    cassandra: Administrator, keyspace: str
) -> None:
    with session(cassandra, keyspace, "first", keyspace) as role:
        role.execute("INSERT INTO positions_by_profile (profile_id, asset_id) VALUES (uuid(), uuid())")
        assert len(list(role.execute("SELECT * FROM positions_by_profile"))) == 1
        for forbidden in (
            "SELECT * FROM system_auth.roles",
            "ALTER TABLE positions_by_profile ADD more int",
            "CREATE KEYSPACE mine WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
        ):
            with pytest.raises(Unauthorized):
                role.execute(forbidden)


def test_a_role_gets_the_password_of_its_secret_at_each_deploy(cassandra: Administrator, keyspace: str) -> None:
    for password in ("second", "second", "it's"):
        cassandra_keyspaces.create_roles(*cassandra, {keyspace: password})
    with session(cassandra, keyspace, "it's") as role:
        role.execute("SELECT release_version FROM system.local")
    with pytest.raises(NoHostAvailable, match="AuthenticationFailed"), session(cassandra, keyspace, "first"):
        pass


def test_the_tables_answer_where_was_i_and_what_was_i_watching(cassandra: Administrator, keyspace: str) -> None:
    profile, old, new = (uuid.uuid4() for _ in range(3))
    with session(cassandra, keyspace, "first", keyspace) as role:
        for asset, day, position in ((old, 20, 1), (new, 21, 2), (old, 22, 3), (new, 22, 4)):
            at = datetime(2026, 11, day, 20, position, tzinfo=UTC)
            told: tuple[Any, ...] = (profile, asset, position, at)
            role.execute(
                "INSERT INTO positions_by_profile (profile_id, asset_id, position_ms, updated_at)"
                " VALUES (%s, %s, %s, %s)",
                told,
            )
            role.execute(
                "INSERT INTO watching_by_profile (profile_id, asset_id, position_ms, updated_at, watched_on)"
                " VALUES (%s, %s, %s, %s, %s)",
                (*told, at.date()),
            )
        where = "SELECT position_ms FROM positions_by_profile WHERE profile_id = %s AND asset_id = %s"
        assert role.execute(where, (profile, old)).one().position_ms == 3
        watching = list(role.execute("SELECT * FROM watching_by_profile WHERE profile_id = %s", (profile,)))
    assert [row.watched_on.date() for row in watching] == [date(2026, 11, day) for day in (22, 22, 21, 20)]
