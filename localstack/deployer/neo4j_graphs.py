"""Neo4j: migrations and a user per context, all in the one database that the Community edition has.

That edition has no roles either: a context's user may do whatever the administrator may. What keeps contexts apart
here is that one alone, social, knows the address and a password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neo4j.exceptions import ClientError

from deployer import numbered
from engines import neo4j_server

if TYPE_CHECKING:
    from pathlib import Path

_DATABASE = "neo4j"
_TOLD = "SET PASSWORD $password CHANGE NOT REQUIRED"
_KNOWN = "MATCH (m:SchemaMigration {context: $context}) RETURN m.id AS id, m.digest AS digest"
_RECORD = "CREATE (:SchemaMigration {context: $context, id: $id, digest: $digest, applied_at: datetime()})"


def migrate(host: str, port: int, admin_password: str, migrations: Path) -> list[str]:
    """Apply what is pending below `migrations/<context>/`; answers `context/migration` of each one applied.

    Raises the driver's error or `numbered.BadMigration`.
    """
    applied: list[str] = []
    with (
        neo4j_server.connection(host, port, admin_password) as driver,
        driver.session(database=_DATABASE) as session,
    ):
        for context in numbered.contexts(migrations):
            applied += [f"{context}/{name}" for name in _migrate(session, context, migrations / context)]
    return applied


def _migrate(session: Any, context: str, folder: Path) -> list[str]:
    known = {row["id"]: row["digest"] for row in session.run(_KNOWN, context=context)}
    pending = numbered.pending(folder, known)
    for migration in pending:
        for statement in migration.statements:
            session.run(statement).consume()  # each on its own: schema and data may not share a transaction
        session.run(_RECORD, context=context, id=migration.id, digest=migration.digest).consume()
    return [migration.id for migration in pending]


def create_users(host: str, port: int, admin_password: str, passwords: dict[str, str]) -> None:
    """One user per context, named as the context, with the password given here."""
    with neo4j_server.connection(host, port, admin_password) as driver:
        for context, password in passwords.items():
            told = {"user": context, "password": password, "database_": "system"}
            driver.execute_query(f"CREATE USER $user IF NOT EXISTS {_TOLD}", **told)
            try:
                driver.execute_query(f"ALTER USER $user {_TOLD}", **told)
            except ClientError as error:
                if "cannot be the same" not in str(error.message):  # Neo4j refuses the password that it has already
                    raise
