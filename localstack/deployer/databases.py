"""Schemas, migrations and users of MySQL; users and migrations of ClickHouse.

Migrations run as the administrator by yoyo (numbered SQL files, forward only); a context's own user may read
and write its rows and nothing else.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

import clickhouse_connect
import pymysql
from yoyo import get_backend, read_migrations

from contracts.topics import CONTEXTS
from deployer.clickhouse_migrations import migrate_insights

if TYPE_CHECKING:
    from pathlib import Path

    from clickhouse_connect.driver.client import Client

_COLLATION = "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"


def create_schemas(host: str, port: int, root_password: str) -> None:
    """One schema per context, all thirteen: the connectors watch them by name before they hold a table."""
    with closing(_connect(host, port, root_password)) as connection, connection.cursor() as cursor:
        for context in CONTEXTS:
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{context}` {_COLLATION}")


def migrate(host: str, port: int, root_password: str, migrations: Path) -> list[str]:
    """Apply what is pending below `migrations/<context>/`; answers `context/migration` of each one applied."""
    applied: list[str] = []
    for folder in sorted(path for path in migrations.iterdir() if path.is_dir()):
        backend = get_backend(f"mysql://root:{quote(root_password)}@{host}:{port}/{folder.name}")
        with closing(backend.connection), backend.lock():
            pending = backend.to_apply(read_migrations(str(folder)))
            backend.apply_migrations(pending)
            applied += [f"{folder.name}/{migration.id}" for migration in pending]
    return applied


def create_users(host: str, port: int, root_password: str, passwords: dict[str, str]) -> None:
    """One user per context, named as the context: rows of its own schema, no tables, no other schema."""
    with closing(_connect(host, port, root_password)) as connection, connection.cursor() as cursor:
        for context, password in passwords.items():
            cursor.execute("CREATE USER IF NOT EXISTS %s@'%%' IDENTIFIED BY %s", (context, password))
            cursor.execute("ALTER USER %s@'%%' IDENTIFIED BY %s", (context, password))
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON `{context}`.* TO %s@'%%'", (context,))


def _connect(host: str, port: int, root_password: str) -> pymysql.Connection[pymysql.cursors.Cursor]:
    return pymysql.connect(host=host, port=port, user="root", password=root_password, autocommit=True)


def migrate_clickhouse(host: str, port: int, admin_password: str, migrations: Path) -> list[str]:
    """ClickHouse's database `insights` and what is pending of its migrations; answers the names applied."""
    with closing(_clickhouse(host, port, admin_password)) as client:
        client.command("CREATE DATABASE IF NOT EXISTS insights")
        return migrate_insights(client, migrations)


def create_clickhouse_user(host: str, port: int, admin_password: str, password: str) -> None:
    """ClickHouse's user `insights` with this password."""
    with closing(_clickhouse(host, port, admin_password)) as client:
        for verb in ("CREATE USER IF NOT EXISTS", "ALTER USER"):
            client.command(f"{verb} insights IDENTIFIED BY %(password)s", {"password": password})


def _clickhouse(host: str, port: int, admin_password: str) -> Client:
    return clickhouse_connect.get_client(host=host, port=port, username="default", password=admin_password)
