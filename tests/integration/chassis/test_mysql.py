"""`Database` and the outbox on a real server."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from pymysql.err import IntegrityError, ProgrammingError

from chassis import telemetry
from chassis.errors import Unavailable
from chassis.events import Event
from chassis.mysql import Database, Deadlock, LockTimeout

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema

ADD = "INSERT INTO effects (name) VALUES (%s)"


@pytest.fixture
def name() -> str:
    return uuid.uuid4().hex


def an_event(subject: str) -> Event:
    at = datetime(2026, 11, 22, 14, 26, 44, 119000, tzinfo=UTC)
    return Event(
        type="cdlc.x.Made.v1", source="/cdlc/x", subject=subject, time=at, aggregateversion=1, data={"né": "é"}
    )


def count(schema: Schema, name: str) -> int:
    return schema.number("SELECT COUNT(*) FROM effects WHERE name = %s", (name,))


def test_what_is_not_saved_is_rolled_back(database: Database, schema: Schema, name: str) -> None:
    with database.transaction() as tx:
        tx.run(ADD, (name,))
    assert count(schema, name) == 0
    with pytest.raises(ZeroDivisionError), database.transaction() as tx:  # noqa: PT012 - raised inside
        tx.run(ADD, (name,))
        raise ZeroDivisionError
    assert count(schema, name) == 0
    with database.transaction() as tx:
        assert tx.run(ADD, (name,)) == 1
        tx.save()
    assert count(schema, name) == 1


def test_rows_are_dicts_and_many_rows_are_one_statement(database: Database, name: str) -> None:
    with database.transaction() as tx:
        assert tx.many("INSERT INTO effects (name, n) VALUES (%s, %s)", [(name, 1), (name, 2)]) == 2
        assert tx.many(ADD, []) == 0
        assert tx.one("SELECT n FROM effects WHERE name = %(name)s AND n = 2", {"name": name}) == {"n": 2}
        assert tx.one("SELECT n FROM effects WHERE name = 'nobody'") is None
        assert [row["n"] for row in tx.all("SELECT n FROM effects WHERE name = %s ORDER BY n", (name,))] == [1, 2]


def test_a_transaction_sees_what_others_commit_meanwhile(connect: Callable[[], Database], name: str) -> None:
    reader, writer = connect(), connect()
    with reader.read() as seen:
        assert seen.all("SELECT 1 FROM effects WHERE name = %s", (name,)) == []
        with writer.transaction() as tx:
            tx.run(ADD, (name,))
            tx.save()
        assert len(seen.all("SELECT 1 FROM effects WHERE name = %s", (name,))) == 1


def test_a_read_cannot_write(database: Database, name: str) -> None:
    with pytest.raises(Exception, match="READ ONLY"), database.read() as tx:
        tx.run(ADD, (name,))


def test_the_drivers_own_errors_reach_the_adapter(database: Database) -> None:
    with pytest.raises(ProgrammingError), database.transaction() as tx:
        tx.run("SELECT FROM")
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.run("INSERT INTO inbox (event_id, received_at) VALUES (NULL, NULL)")


def test_a_saved_transaction_takes_no_more_and_transactions_do_not_nest(database: Database) -> None:
    with database.transaction() as tx:
        tx.save()
        with pytest.raises(RuntimeError, match="saved already"):
            tx.run("SELECT 1")
        with pytest.raises(RuntimeError, match="saved already"):
            tx.save()
        with pytest.raises(RuntimeError, match="do not nest"), database.transaction():
            pass


def test_events_pass_through_the_outbox_with_the_change_and_leave_it_empty(database: Database, schema: Schema) -> None:
    subject, trace = str(uuid.uuid4()), telemetry.begin_trace(f"00-{'a' * 32}-{'b' * 16}-01")
    events = [an_event(subject), an_event(subject)]
    with database.transaction() as tx:
        tx.save(*events)
    published = schema.published(subject)
    assert [event.id for event in published] == [event.id for event in events]
    assert published[0].data == {"né": "é"}
    assert {event.traceparent for event in published} == {trace}
    (route, _) = schema.rows(
        "SELECT context, type, traceparent FROM routes WHERE id IN (%s, %s)", [e.id for e in events]
    )
    assert route == {"context": schema.name, "type": "cdlc.x.Made.v1", "traceparent": trace}
    assert schema.number("SELECT COUNT(*) FROM outbox") == 0
    assert (
        schema.rows("SELECT aggregateid FROM published WHERE aggregateid = %s", (subject,))[0]["aggregateid"]
        == subject.encode()
    )


def test_a_change_that_fails_publishes_nothing(database: Database, schema: Schema) -> None:
    subject = str(uuid.uuid4())
    twice = an_event(subject)
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.save(twice, twice)
    assert schema.published(subject) == []


def crossing(connect: Callable[[], Database], name: str, *, repeat: bool) -> list[Exception]:
    """Two transactions that lock two rows crosswise, once; the errors that reach their callers."""
    with connect().transaction() as tx:
        tx.many("INSERT INTO effects (name, n) VALUES (%s, 0)", [(f"{name}-a",), (f"{name}-b",)])
        tx.save()
    met = threading.Barrier(2)
    errors: list[Exception] = []

    def work(database: Database, names: list[str]) -> None:
        first = iter([met.wait])

        def change() -> None:
            with database.transaction() as tx:
                tx.run("UPDATE effects SET n = n + 1 WHERE name = %s", (names[0],))
                next(first, lambda: None)()
                tx.run("UPDATE effects SET n = n + 1 WHERE name = %s", (names[1],))
                tx.save()

        try:
            database.retry(change) if repeat else change()
        except Unavailable as error:
            errors.append(error)

    orders = [[f"{name}-a", f"{name}-b"], [f"{name}-b", f"{name}-a"]]
    threads = [threading.Thread(target=work, args=(connect(), order)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_a_deadlocks_victim_is_repeated_once(connect: Callable[[], Database], schema: Schema, name: str) -> None:
    assert crossing(connect, name, repeat=True) == []
    assert schema.number("SELECT MIN(n) FROM effects WHERE name LIKE %s", (f"{name}-%",)) == 2


def test_without_the_repetition_a_deadlocks_victim_is_lost(
    connect: Callable[[], Database], schema: Schema, name: str
) -> None:
    (error,) = crossing(connect, name, repeat=False)
    assert isinstance(error, Deadlock)
    assert schema.number("SELECT MIN(n) FROM effects WHERE name LIKE %s", (f"{name}-%",)) == 1


def test_a_row_that_stays_locked_is_503_and_not_a_hang(connect: Callable[[], Database], name: str) -> None:
    holder, waiter = connect(), connect()
    with holder.transaction() as tx:
        tx.run(ADD, (name,))
        tx.save()
    with holder.transaction() as held:
        held.run("UPDATE effects SET n = 9 WHERE name = %s", (name,))
        with pytest.raises(LockTimeout), waiter.transaction() as tx:  # noqa: PT012
            tx.run("SET SESSION innodb_lock_wait_timeout = 1")
            tx.run("UPDATE effects SET n = 8 WHERE name = %s", (name,))


def test_a_connection_that_died_in_the_freezer_is_replaced(database: Database, schema: Schema, name: str) -> None:
    database.ping()
    kill(schema, database)
    with database.transaction() as tx:
        tx.run(ADD, (name,))
        tx.save()
    assert count(schema, name) == 1


def test_a_connection_that_dies_in_a_transaction_is_503_and_the_next_one_works(
    database: Database, schema: Schema, name: str
) -> None:
    with pytest.raises(Unavailable), database.transaction() as tx:  # noqa: PT012
        tx.run(ADD, (name,))
        kill(schema, database)
        tx.save()
    database.ping()
    assert count(schema, name) == 0


def kill(schema: Schema, database: Database) -> None:
    assert database._connection is not None
    schema.rows(f"KILL {database._connection.thread_id()}")


def test_no_server_is_503(schema: Schema) -> None:
    with pytest.raises(Unavailable, match="nothing: the database does not answer"):
        Database("mysql://nobody@127.0.0.1:1/nothing", schema.secret).ping()


def test_a_rotated_password_is_fetched_once_the_old_one_fails(connect: Callable[[], Database], schema: Schema) -> None:
    connect().ping()
    boto3.client("secretsmanager").put_secret_value(SecretId=schema.secret, SecretString="rotated")
    schema.rows(f"ALTER USER {schema.name}@'%%' IDENTIFIED BY 'rotated'", ())
    connect().ping()


@pytest.mark.parametrize("url", ["", "postgres://x@h:1/d", "mysql://h:1", "mysql:///d"])
def test_an_address_that_is_none_is_refused_when_it_is_read(url: str) -> None:
    with pytest.raises(ValueError, match="is not mysql://"):
        Database(url, "secret")
