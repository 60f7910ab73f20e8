"""Cassandra: a keyspace, its migrations and a role per context, which reads and writes rows of that keyspace alone."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deployer import numbered
from engines import cassandra_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cassandra.cluster import Session

ONE_COPY = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
"""How the one node here keeps a keyspace; a cluster has NetworkTopologyStrategy with three copies a data centre."""
_APPLIED = "CREATE TABLE IF NOT EXISTS schema_migrations (id text PRIMARY KEY, digest text, applied_at timestamp)"


def migrate(host: str, port: int, admin_password: str, migrations: Path, replication: str = ONE_COPY) -> list[str]:
    """Make each context's keyspace and apply what is pending below `migrations/<context>/`.

    Answers `context/migration` of each one applied. Raises the driver's error or `numbered.BadMigration`.
    """
    with _session(host, port, admin_password) as session:
        applied: list[str] = []
        for context in numbered.contexts(migrations):
            session.execute(f"CREATE KEYSPACE IF NOT EXISTS {context} WITH replication = {replication}")
            session.set_keyspace(context)
            applied += [f"{context}/{name}" for name in _migrate(session, migrations / context)]
        return applied


def _migrate(session: Session, folder: Path) -> list[str]:
    session.execute(_APPLIED)
    known = {row.id: row.digest for row in session.execute("SELECT id, digest FROM schema_migrations")}
    pending = numbered.pending(folder, known)
    for migration in pending:
        for statement in migration.statements:
            session.execute(statement)
        record = (migration.id, migration.digest, datetime.now(UTC))
        session.execute("INSERT INTO schema_migrations (id, digest, applied_at) VALUES (%s, %s, %s)", record)
    return [migration.id for migration in pending]


def create_roles(host: str, port: int, admin_password: str, passwords: dict[str, str]) -> None:
    """One role per context, named as the context and its keyspace, with the password given here."""
    with _session(host, port, admin_password) as session:
        for context, password in passwords.items():
            literal = "'" + password.replace("'", "''") + "'"  # definitions take no parameters
            session.execute(f"CREATE ROLE IF NOT EXISTS {context} WITH LOGIN = true AND PASSWORD = {literal}")
            session.execute(f"ALTER ROLE {context} WITH PASSWORD = {literal}")
            for right in ("SELECT", "MODIFY"):
                session.execute(f"GRANT {right} ON KEYSPACE {context} TO {context}")


@contextmanager
def _session(host: str, port: int, admin_password: str) -> Iterator[Session]:
    cluster = cassandra_server.connection(host, port, admin_password)
    try:
        yield cluster.connect()
    finally:
        cluster.shutdown()
