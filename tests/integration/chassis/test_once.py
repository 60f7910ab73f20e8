"""Inbox and idempotency keys under concurrent duplicates: exactly one effect; without their unique keys, more."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chassis import clock
from chassis.errors import Refusal
from chassis.idempotency import IdempotencyKeyReused, StillRunning, once
from chassis.ids import new_id
from chassis.inbox import first_time
from chassis.reply import Body, Reply, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chassis.mysql import Database, Transaction
    from integration.catalogue.context_stores import Schema

HASH, OTHER = b"\1" * 32, b"\2" * 32


class Made(Body):
    id: str


def effect(tx: Transaction, name: str) -> Reply[Made]:
    tx.run("INSERT INTO effects (name) VALUES (%s)", (name,))
    return Reply(Made(id=new_id()), version=3, location=f"/things/{name}", headers={"X-More": "1"}, status=201)


def request(database: Database, key: str, body_hash: bytes = HASH, sub: str = "me") -> tuple[Reply[Any], bool]:
    with database.transaction() as tx:
        answer = once(tx, sub, "create_thing", key, body_hash, lambda: effect(tx, key))
        tx.save()
    return answer


def effects(schema: Schema, name: str) -> int:
    return schema.number("SELECT COUNT(*) FROM effects WHERE name = %s", (name,))


def at_once(times: int, work: Callable[[int], object]) -> list[object]:
    """Run `work` in as many threads, all released together; their results or errors."""
    start, results = threading.Barrier(times), []

    def run(n: int) -> None:
        start.wait()
        try:
            results.append(work(n))
        except Refusal as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def without_unique_keys(schema: Schema) -> Iterator[None]:
    schema.rows("ALTER TABLE inbox DROP PRIMARY KEY, ADD KEY (event_id)")
    schema.rows("ALTER TABLE idempotency_keys DROP PRIMARY KEY, ADD KEY (principal, operation, idempotency_key)")
    yield
    for table in ("inbox", "idempotency_keys"):
        schema.rows(f"DELETE FROM {table}")  # noqa: S608 - two constants
    schema.rows("ALTER TABLE inbox DROP KEY event_id, ADD PRIMARY KEY (event_id)")
    schema.rows(
        "ALTER TABLE idempotency_keys DROP KEY principal, ADD PRIMARY KEY (principal, operation, idempotency_key)"
    )


def test_the_same_key_and_body_replay_the_first_answer(database: Database, schema: Schema, key: str) -> None:
    first, replayed = request(database, key)
    assert not replayed
    again, replayed = request(database, key)
    assert replayed
    assert (to_json(again.body), again.version, again.location, again.status) == (
        to_json(first.body),
        3,
        first.location,
        201,
    )
    assert again.headers == {"X-More": "1", "Idempotency-Replayed": "true"}
    assert effects(schema, key) == 1


def test_the_same_key_with_another_body_is_refused(database: Database, schema: Schema, key: str) -> None:
    request(database, key)
    with pytest.raises(IdempotencyKeyReused) as refused:
        request(database, key, OTHER)
    assert (refused.value.status, refused.value.errors[0].pointer) == (422, "/header/idempotency-key")
    assert effects(schema, key) == 1


def test_keys_belong_to_their_principal_and_to_their_case(database: Database, key: str) -> None:
    assert [
        request(database, name, sub=sub)[1] for name, sub in ((key, "a"), (key, "b"), (key, "A"), (key.upper(), "a"))
    ] == [False] * 4


def test_a_failed_first_request_leaves_the_key_free(database: Database, schema: Schema, key: str) -> None:
    def fail(tx: Transaction) -> Reply[Made]:
        effect(tx, key)
        raise TimeoutError("the function died here")

    with pytest.raises(TimeoutError), database.transaction() as tx:
        once(tx, "me", "create_thing", key, HASH, lambda: fail(tx))
    assert request(database, key)[1] is False
    assert effects(schema, key) == 1


def test_a_key_is_free_again_after_a_day(
    database: Database, schema: Schema, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request(database, key)
    for hours, replayed in ((23, True), (25, False), (26, True)):
        monkeypatch.setattr(clock, "now", lambda hours=hours: datetime.now(UTC) + timedelta(hours=hours))
        assert request(database, key)[1] is replayed
    assert effects(schema, key) == 2


def test_a_key_whose_first_request_runs_is_409(connect: Callable[[], Database], schema: Schema, key: str) -> None:
    first, second = connect(), connect()
    with first.transaction() as tx:
        once(tx, "me", "create_thing", key, HASH, lambda: effect(tx, key))
        with pytest.raises(StillRunning) as refused:
            request(second, key)
        assert refused.value.status == 409
        tx.save()
    assert request(second, key)[1] is True
    assert effects(schema, key) == 1


def duplicates(connect: Callable[[], Database], key: str) -> list[object]:
    databases = [connect() for _ in range(8)]
    for database in databases:
        database.ping()
    return at_once(8, lambda n: request(databases[n], key))


def test_concurrent_duplicates_have_exactly_one_effect(connect: Callable[[], Database], schema: Schema) -> None:
    for _ in range(10):
        key = uuid.uuid4().hex
        answers = duplicates(connect, key)
        assert effects(schema, key) == 1
        done = [answer for answer in answers if isinstance(answer, tuple)]
        assert len({to_json(reply.body) for reply, _ in done}) == 1
        assert sum(not replayed for _, replayed in done) == 1
        assert all(isinstance(answer, StillRunning) for answer in answers if not isinstance(answer, tuple))


class Overtaken:
    """A transaction in which another request comes and goes between the look for the key and its claim."""

    def __init__(self, tx: Transaction, other: Callable[[], object]) -> None:
        self.one, self._tx, self._other = tx.one, tx, other

    def run(self, sql: str, params: Any) -> int:
        if sql.startswith("INSERT IGNORE INTO idempotency_keys"):
            self._other()
        return self._tx.run(sql, params)


def overtake(connect: Callable[[], Database], key: str) -> bool:
    """Whether the request that was overtaken got the other's answer."""
    fast, slow = connect(), connect()
    with slow.transaction() as tx:
        overtaken: Any = Overtaken(tx, lambda: request(fast, key))
        _, replayed = once(overtaken, "me", "create_thing", key, HASH, lambda: effect(tx, key))
        tx.save()
    return replayed


def test_a_duplicate_that_overtakes_is_replayed(connect: Callable[[], Database], schema: Schema, key: str) -> None:
    assert overtake(connect, key)
    assert effects(schema, key) == 1


@pytest.mark.usefixtures("without_unique_keys")
def test_without_the_unique_key_a_duplicate_that_overtakes_has_an_effect_of_its_own(
    connect: Callable[[], Database], schema: Schema, key: str
) -> None:
    assert not overtake(connect, key)
    assert effects(schema, key) == 2


def redelivered(connect: Callable[[], Database], key: str) -> int:
    """One event to eight consumers at once; how many took it for new."""
    databases, event_id = [connect() for _ in range(8)], new_id()

    def consume(n: int) -> bool:
        with databases[n].transaction() as tx:
            fresh = first_time(tx, event_id, datetime.now(UTC))
            if fresh:
                effect(tx, key)
            tx.save()
        return fresh

    for database in databases:
        database.ping()
    return at_once(8, consume).count(True)


def test_an_event_delivered_eight_times_at_once_has_one_effect(
    connect: Callable[[], Database], schema: Schema, key: str
) -> None:
    assert redelivered(connect, key) == 1
    assert effects(schema, key) == 1


@pytest.mark.usefixtures("without_unique_keys")
def test_without_the_inboxs_key_it_has_eight(connect: Callable[[], Database], schema: Schema, key: str) -> None:
    assert redelivered(connect, key) == effects(schema, key) == 8


def test_an_event_whose_effect_failed_is_new_again(database: Database) -> None:
    event_id, now = new_id(), datetime.now(UTC)
    with pytest.raises(TimeoutError), database.transaction() as tx:  # noqa: PT012 - raised inside
        assert first_time(tx, event_id, now)
        raise TimeoutError
    with database.transaction() as tx:
        assert first_time(tx, event_id, now)
