"""kill -9 of one part in the middle of 500 changes: both ends equal afterwards, no reader ever sees a row twice."""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import clickhouse_connect
import psutil
import pymysql
import pytest

from engines import control
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_cloud import Cloud

CHANGES = 500
RECOVERED_WITHIN = 60  # seconds after the last change, as the issue of faults promises


class Mysql:
    """The catalogue's schema, reconnecting as any client does."""

    def __init__(self, cloud: Cloud) -> None:
        self._settings = cloud.settings
        vault = cloud.aws("secretsmanager")
        self._password = vault.get_secret_value(SecretId="cdlc/local/mysql/catalogue")["SecretString"]
        self._connection: pymysql.Connection[Any] | None = None

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """One statement, autocommitted; repeated until the server takes it (every statement here bears repetition)."""
        end = time.monotonic() + RECOVERED_WITHIN
        while True:
            try:
                return self._once(statement, values)
            except (pymysql.err.OperationalError, pymysql.err.InterfaceError):
                self._connection = None
                if time.monotonic() > end:
                    raise

    def _once(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = pymysql.connect(
                host=self._settings.host, port=self._settings.ports["mysql"], user="catalogue", database="catalogue",
                password=self._password, autocommit=True, connect_timeout=2, read_timeout=10,
            )  # fmt: skip
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


class Analytics:
    """The analytical store; None while it is down."""

    def __init__(self, cloud: Cloud) -> None:
        self._settings = cloud.settings
        vault = cloud.aws("secretsmanager")
        self._password = vault.get_secret_value(SecretId="cdlc/local/clickhouse/insights")["SecretString"]

    def rows(self, statement: str) -> list[tuple[Any, ...]] | None:
        with suppress(Exception):  # the store is killed in one of the cases: no answer is an answer here
            client = clickhouse_connect.get_client(
                host=self._settings.host, port=self._settings.ports["clickhouse"], username="insights",
                password=self._password, database="insights", connect_timeout=2, send_receive_timeout=10,
            )  # fmt: skip
            try:
                return [tuple(row) for row in client.query(statement).result_rows]
            finally:
                client.close()
        return None


def change(mysql: Mysql, prefix: str, turn: int) -> None:
    """One of: a new row, a new name, a new key for a row, a removal; each leaves the same end when repeated."""
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{prefix}{turn // 4}")
    moved = uuid.uuid5(uuid.NAMESPACE_URL, f"{prefix}{turn // 4}")
    match turn % 4:
        case 0:
            columns, values = "id, name, created_at", "%s, %s, '2026-01-01'"
            statement = f"INSERT INTO keywords ({columns}) VALUES ({values}) ON DUPLICATE KEY UPDATE id = id"  # noqa: S608
            mysql.run(statement, key.bytes, f"{prefix}{turn}")
        case 1:
            mysql.run("UPDATE keywords SET name = %s WHERE id = %s", f"{prefix}renamed {turn}", key.bytes)
        case 2:
            mysql.run("UPDATE keywords SET id = %s WHERE id = %s", moved.bytes, key.bytes)
        case 3 if turn % 8 == 3:
            mysql.run("DELETE FROM keywords WHERE id = %s", moved.bytes)


def pid_of(cloud: Cloud, part: str) -> int:
    snapshot = control.status(cloud.settings.state)
    assert snapshot is not None
    return int(next(each["pid"] for each in snapshot["parts"] if each["name"] == part))


def kill_part(part: str) -> Callable[[Cloud], None]:
    return lambda cloud: os.kill(pid_of(cloud, part), signal.SIGKILL)


def kill_functions(cloud: Cloud) -> None:
    for process in psutil.Process(pid_of(cloud, "localstack")).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            process.kill()


VICTIMS = {
    "connector": kill_part("connect"), "broker": kill_part("kafka"), "function": kill_functions,
    "clickhouse": kill_part("clickhouse"), "mysql": kill_part("mysql"), "localstack": kill_part("localstack"),
}  # fmt: skip


class Reader(threading.Thread):
    """Looks at the view all the time and remembers every row that it ever saw twice at once."""

    def __init__(self, analytics: Analytics, prefix: str) -> None:
        super().__init__(daemon=True)
        mine = f"SELECT id FROM catalogue_keywords WHERE startsWith(name, '{prefix}')"  # noqa: S608
        self._statement = f"SELECT id, count() FROM ({mine}) GROUP BY id HAVING count() > 1"  # noqa: S608
        self._analytics = analytics
        self.over = threading.Event()
        self.doubles: list[tuple[Any, ...]] = []
        self.looks = 0

    def run(self) -> None:
        while not self.over.is_set():
            found = self._analytics.rows(self._statement)
            self.looks += found is not None
            self.doubles += found or []


@pytest.mark.parametrize("victim", VICTIMS)
def test_both_ends_are_equal_after_a_kill_in_the_middle_of_500_changes(cloud: Cloud, victim: str) -> None:
    prefix = f"kill {victim} {uuid.uuid4()} "
    mysql, analytics = Mysql(cloud), Analytics(cloud)
    reader = Reader(analytics, prefix)
    reader.start()
    for turn in range(CHANGES):
        if turn == CHANGES // 2:
            VICTIMS[victim](cloud)
        change(mysql, prefix, turn)
    source = sorted(
        (str(uuid.UUID(bytes=row[0])), row[1])
        for row in mysql.run("SELECT id, name FROM keywords WHERE name LIKE %s", prefix + "%")
    )
    assert source
    statement = f"SELECT toString(id), name FROM catalogue_keywords WHERE startsWith(name, '{prefix}') ORDER BY 1"  # noqa: S608

    def equal() -> bool:
        return analytics.rows(statement) == source

    eventually(equal, RECOVERED_WITHIN, f"the view equals the table's {len(source)} rows after the {victim} was killed")
    reader.over.set()
    reader.join()
    assert reader.looks
    assert reader.doubles == []


@pytest.fixture(autouse=True)
def _healthy_again(cloud: Cloud) -> Any:
    """The next test finds everything well: the supervisor brings back what was killed."""
    yield

    def well() -> bool:
        snapshot = control.status(cloud.settings.state)
        return snapshot is not None and all(part["state"] == "healthy" for part in snapshot["parts"])

    eventually(well, RECOVERED_WITHIN, "every part is healthy again")
    eventually(
        lambda: cloud.http.get("/api/catalogue/health").status_code == 200, RECOVERED_WITHIN, "the API answers again"
    )
