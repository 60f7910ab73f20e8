"""The outbox connector: a committed row becomes one event, and its deletion becomes nothing."""

from __future__ import annotations

import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import httpx
import pymysql
import pytest

from cdlc.settings import ROOT
from deployer import connectors
from local_cloud import eventually

from .conftest import ARRIVAL, OUTBOX

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.localstack_streams.own_engines import Engines

    from .conftest import Stream

    Open = Callable[[str], Stream]

CHANGES = 500
INSERT = (
    "INSERT INTO {}.outbox (id, context, aggregateid, type, traceparent, payload, created_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, NOW(6))"
)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def publish(cursor: Any, schema: str, key: str, payload: bytes, trace: str | None = TRACE) -> str:
    """What the chassis does: insert and delete the row in one transaction."""
    event_id = str(uuid.uuid4())
    cursor.execute("BEGIN")
    cursor.execute(INSERT.format(schema), (event_id, schema, key.encode(), f"cdlc.{schema}.It.v1", trace, payload))
    cursor.execute(f"DELETE FROM {schema}.outbox WHERE id = %s", (event_id,))  # noqa: S608  # a name of our own
    cursor.execute("COMMIT")
    return event_id


def test_a_row_inserted_and_deleted_in_one_transaction_arrives_once_as_it_was_written(
    engines: Engines, stream: Open
) -> None:
    topic = stream("cdlc.dispatch")
    payload = '{"id": "é", "data": {"list": [1, "a"]}}'.encode()
    with engines.sql() as connection, connection.cursor() as cursor:
        key = str(uuid.uuid4())
        event_id = publish(cursor, "dispatch", key, payload)
    (record,) = topic.until(1)
    assert (record.key, record.value) == (key.encode(), payload)
    headers = {name: value.decode() for name, value in record.headers}
    assert headers == {"id": event_id, "type": "cdlc.dispatch.It.v1", "traceparent": TRACE}


def test_a_row_without_a_trace_arrives_with_an_empty_header(engines: Engines, stream: Open) -> None:
    topic = stream("cdlc.dispatch")
    with engines.sql() as connection, connection.cursor() as cursor:
        publish(cursor, "dispatch", "k", b"{}", trace=None)
    (record,) = topic.until(1)
    assert dict(record.headers)["traceparent"] is None


def test_a_rolled_back_row_never_arrives(engines: Engines, stream: Open) -> None:
    topic = stream("cdlc.dispatch")
    with engines.sql() as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(INSERT.format("dispatch"), (str(uuid.uuid4()), "dispatch", b"k", "t", None, b"undone"))
        cursor.execute("ROLLBACK")
        publish(cursor, "dispatch", "k", b"done")
    assert [record.value for record in topic.until(1)] == [b"done"]


def test_events_of_one_key_keep_their_order_in_one_partition(engines: Engines, stream: Open) -> None:
    topic = stream("cdlc.customers")
    with engines.sql() as connection, connection.cursor() as cursor:
        for n in range(20):
            publish(cursor, "customers", "same", str(n).encode())
    records = topic.until(20)
    assert [record.value for record in records] == [str(n).encode() for n in range(20)]
    assert len({record.partition for record in records}) == 1


def test_the_outbox_of_a_context_that_came_later_is_read_too(engines: Engines, stream: Open) -> None:
    topic = stream("cdlc.configuration")
    with engines.sql() as connection, connection.cursor() as cursor:
        cursor.execute(OUTBOX.format(schema="configuration"))
        publish(cursor, "configuration", "k", b"later")
    assert [record.value for record in topic.until(1)] == [b"later"]


def test_registering_again_leaves_the_connectors_running_as_they_are(engines: Engines) -> None:
    log = engines.settings.state / "logs" / "connect.log"
    before = log.read_text().count("Starting MariaDbConnectorTask")
    connectors.register(engines.settings, engines.keys["debezium"])
    assert log.read_text().count("Starting MariaDbConnectorTask") == before


def test_a_connector_that_connect_refuses_is_named_with_the_reason(engines: Engines) -> None:
    values = {"mysql_host": "127.0.0.1", "mysql_port": "1", "password": "x", "ssl_mode": "disable"}
    more = {"schemas": "dispatch", "bootstrap": engines.bootstrap, "replicas": "1"}
    config = connectors.configuration("cdc", values | more)
    with httpx.Client(base_url=f"http://{engines.settings.address('connect')}", timeout=60) as connect:
        with pytest.raises(
            connectors.ConnectorFailed,
            match=r"connector wrong: Connect answered 400: .*fail to connect to 127\.0\.0\.1:1",
        ):
            connectors.put(connect, "wrong", config, deadline=0)
        assert connect.get("/connectors/wrong/status").status_code == 404


@pytest.mark.parametrize("victim", ["connect", "kafka", "mysql"])
def test_a_kill_in_the_middle_of_500_changes_loses_nothing_and_repeats_nothing(
    engines: Engines, stream: Open, victim: str
) -> None:
    topic = stream("cdlc.customers")
    writing = threading.Thread(target=write, args=(engines, victim))
    writing.start()
    eventually(lambda: len(topic.read()) > CHANGES // 5, ARRIVAL, "a fifth of the changes")
    engines.revive(victim)
    writing.join()
    found = [json.loads(record.value)["n"] for record in topic.until(CHANGES)]
    assert sorted(found) == list(range(CHANGES))
    assert_in_order_by_key(topic.records)


def write(engines: Engines, victim: str) -> None:
    """500 events; after a lost connection the same event again, unless its commit is known to have happened."""
    connection = engines.sql()
    for n in range(CHANGES):
        while True:
            try:
                if not committed(connection, victim, n):
                    record(connection, victim, n)
                break
            except pymysql.err.Error:
                connection = eventually(lambda: reconnected(engines), ARRIVAL, "the database to be back")


def record(connection: Any, victim: str, n: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS customers.written (victim VARCHAR(16), n INT, PRIMARY KEY (victim, n))"
        )
        cursor.execute("BEGIN")
        payload = json.dumps({"n": n, "key": n % 7}).encode()
        cursor.execute(
            INSERT.format("customers"), (str(uuid.uuid4()), "customers", str(n % 7).encode(), "t", None, payload)
        )
        cursor.execute("DELETE FROM customers.outbox")
        cursor.execute("INSERT INTO customers.written VALUES (%s, %s)", (victim, n))
        cursor.execute("COMMIT")


def committed(connection: Any, victim: str, n: int) -> bool:
    with connection.cursor() as cursor:
        try:
            return bool(cursor.execute("SELECT 1 FROM customers.written WHERE victim = %s AND n = %s", (victim, n)))
        except pymysql.err.ProgrammingError:  # the very first: no table yet
            return False


def reconnected(engines: Engines) -> Any:
    try:
        return engines.sql()
    except pymysql.err.Error:
        return None


def assert_in_order_by_key(records: list[Any]) -> None:
    last: dict[int, int] = {}
    for each in records:
        event = json.loads(each.value)
        assert event["n"] > last.get(event["key"], -1)
        last[event["key"]] = event["n"]


def test_the_configurations_name_no_secret_and_no_address() -> None:
    for file in (ROOT / "localstack" / "deployer" / "config").glob("*.json"):
        text = file.read_text()
        assert "127.0.0.1" not in text
        assert '"database.password"' not in text or '"{{ password }}"' in text
