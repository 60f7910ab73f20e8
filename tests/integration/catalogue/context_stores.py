"""Stores for a context's handlers in this process: real MariaDB and Redis, AWS's secrets and parameters by moto.

Every run gets schemas of its own beside the application's, so nothing is wiped and nothing is in the way. An AFTER
INSERT trigger keeps what passes through the outbox, which itself stays empty.
"""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import boto3
import pymysql
import pytest
from moto import mock_aws
from yoyo import get_backend, read_migrations

from cdlc import settings as local
from chassis.events import Event
from engines import credentials
from engines.mariadb import MariaDB
from engines.redis_server import Redis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engines.engine import Engine

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 60

_KEEP = """CREATE TRIGGER keep_published AFTER INSERT ON outbox FOR EACH ROW
INSERT INTO published (seq, context, aggregateid, payload)
VALUES (NEW.seq, NEW.context, NEW.aggregateid, NEW.payload)"""


@contextmanager
def running(engine: Engine) -> Iterator[None]:
    """The engine of this run's state: the one that runs already, or one that is started and stopped here."""
    if _healthy(engine):
        yield
        return
    engine.prepare()
    command = engine.command()
    engine.log.parent.mkdir(parents=True, exist_ok=True)
    with engine.log.open("ab") as log:
        process = subprocess.Popen(command.words, env=command.environment, cwd=command.folder, stdout=log, stderr=log)
    try:
        _await_health(engine, process)
        yield
    finally:
        process.terminate()
        process.wait(engine.grace_seconds)


def _healthy(engine: Engine) -> bool:
    try:
        engine.check()
    except Exception:  # noqa: BLE001 - anything that is not health
        return False
    return True


def _await_health(engine: Engine, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not _healthy(engine):
        assert process.poll() is None, f"{engine.name} died: see {engine.log}"
        assert time.monotonic() < end, f"{engine.name} is not healthy: see {engine.log}"
        time.sleep(0.05)


def engines() -> tuple[MariaDB, Redis]:
    """The two engines of this run's settings."""
    settings = local.load()
    return MariaDB(settings), Redis(settings)


@dataclass(frozen=True)
class Schema:
    """A context's schema of this run: `url` for its user, whose password is the secret `secret`."""

    name: str
    url: str
    secret: str
    root: Mapping[str, Any]

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Rows as root sees them, outside every transaction of the handlers."""
        with closing(_connect(self.root, self.name)) as connection, connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def number(self, sql: str, params: Sequence[object] = ()) -> int:
        """The one number of a query."""
        return int(next(iter(self.rows(sql, params)[0].values())))

    def published(self, subject: str | None = None) -> list[Event]:
        """Every event for the context's own topic, in the order of the outbox; those about `subject` if given."""
        return self._published("=", subject)

    def field_changes(self, subject: str | None = None) -> list[Event]:
        """The same for the topic of field changes."""
        return self._published("<>", subject)

    def _published(self, own: str, subject: str | None) -> list[Event]:
        rows = self.rows(f"SELECT payload FROM published WHERE context {own} DATABASE() ORDER BY seq")  # noqa: S608
        events = [Event.from_json(row["payload"]) for row in rows]
        return [event for event in events if subject in (None, event.subject)]


def schema(context: str, run: str) -> Schema:
    """A migrated schema for `context` with its own user, who may write rows and nothing else."""
    settings = local.load()
    root: dict[str, Any] = {
        "host": settings.host,
        "port": settings.ports["mysql"],
        "user": "root",
        "password": credentials.load(settings)["mysql_root"],
    }
    name, password = f"test_{context}_{run}", f"password-{run}"
    with closing(_connect(root)) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")
        cursor.execute(f"CREATE USER {name}@'%%' IDENTIFIED BY %s", (password,))
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name}.* TO {name}@'%'")
    address = f"{root['host']}:{root['port']}/{name}"
    backend = get_backend(f"mysql://root:{quote(root['password'])}@{address}")
    with closing(backend.connection), backend.lock():
        backend.apply_migrations(read_migrations(str(ROOT / "migrations" / "mysql" / context)))
    with closing(_connect(root, name)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE published"
            " (seq BIGINT PRIMARY KEY, context VARCHAR(32), aggregateid VARBINARY(64), payload LONGBLOB)"
        )
        cursor.execute(_KEEP)
    secret = f"test/{name}"
    boto3.client("secretsmanager").create_secret(Name=secret, SecretString=password)
    return Schema(name, f"mysql://{name}@{address}", secret, root)


def drop(each: Schema) -> None:
    """Remove the schema and its user."""
    with closing(_connect(each.root)) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {each.name}")
        cursor.execute(f"DROP USER {each.name}@'%'")


def _connect(root: Mapping[str, Any], name: str | None = None) -> pymysql.Connection[pymysql.cursors.DictCursor]:
    return pymysql.connect(**root, database=name, autocommit=True, cursorclass=pymysql.cursors.DictCursor)


@contextmanager
def context(name: str) -> Iterator[Schema]:
    """A schema of its own for `name`, and the environment that the templates would set."""
    mariadb, redis = engines()
    patch = pytest.MonkeyPatch()
    with mock_aws(), running(mariadb), running(redis):
        for variable, value in {
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "POWERTOOLS_SERVICE_NAME": name,
            "POWERTOOLS_METRICS_NAMESPACE": f"cdlc/{name}",
            "POWERTOOLS_METRICS_DISABLED": "true",
            "CDLC_CURSOR_SECRET": "test/cursor",
            "CDLC_CLOCK_PARAMETER": "",
            "CDLC_REDIS_URL": f"redis://{local.load().address('redis')}/0",
        }.items():
            patch.setenv(variable, value)
        boto3.client("secretsmanager").create_secret(Name="test/cursor", SecretString=uuid.uuid4().hex)
        made = schema(name, uuid.uuid4().hex[:8])
        patch.setenv("CDLC_MYSQL_URL", made.url)
        patch.setenv("CDLC_MYSQL_SECRET", made.secret)
        thaw(name)
        try:
            yield made
        finally:
            drop(made)
            patch.undo()


def thaw(context: str) -> None:
    """Forget what another file's environment built, as a new execution environment does."""
    for name, module in list(sys.modules.items()):
        if name.startswith("chassis.") or name in (f"{context}._wiring", f"{context}._settings"):
            _forget(vars(module).values())


def _forget(values: Iterable[Any]) -> None:
    for value in values:
        clear = getattr(value, "cache_clear", None) or getattr(getattr(value, "load", None), "cache_clear", None)
        if clear is not None:
            clear()
