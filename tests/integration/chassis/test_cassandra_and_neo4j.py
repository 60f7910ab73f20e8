"""The chassis's connections to a real Cassandra and a real Neo4j: passwords, thaws, stores that are away."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
import threading
import uuid
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from cassandra import InvalidRequest
from moto import mock_aws
from neo4j.exceptions import ConstraintError, CypherSyntaxError

from cdlc import settings as local
from chassis.errors import Unavailable
from chassis.stores import Cassandra, Neo4j
from deployer import cassandra_keyspaces, neo4j_graphs
from engines import cassandra_server, credentials, neo4j_server
from integration.catalogue import context_stores as stores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cdlc.settings import Settings

NAME = f"test_{uuid.uuid4().hex[:8]}"
FIRST, SECOND = "the-first-password", "the-second-password"


@dataclass(frozen=True)
class Store:
    """A store with a user of a test's own: how to connect, ask, and give the user another password."""

    client: Callable[[str, str], Any]
    url: str
    question: str
    wrong: tuple[str, type[Exception]]
    rotate: Callable[[str], None]

    def at(self, port: int) -> str:
        """The same address on another port."""
        return self.url.replace(f":{self.url.rsplit(':', 1)[1].split('/')[0]}", f":{port}")

    def asked(self, client: Any) -> list[Any]:
        """The one row that the question has for an answer."""
        return [tuple(row.values()) if isinstance(row, dict) else tuple(row) for row in client.execute(self.question)]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return local.load()


@pytest.fixture(scope="module")
def cassandra(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    where = settings.host, settings.ports["cassandra"]
    with stores.running(cassandra_server.Cassandra(settings)):
        server = (*where, credentials.load(settings)["cassandra_admin"])
        folder: Path = tmp_path_factory.mktemp("cassandra")
        (folder / NAME).mkdir()
        (folder / NAME / "0001_one.cql").write_text("CREATE TABLE IF NOT EXISTS films (title text PRIMARY KEY);\n")
        cassandra_keyspaces.migrate(*server, folder)
        url, question = f"cassandra://{NAME}@{where[0]}:{where[1]}/{NAME}", "SELECT key FROM system.local"
        yield Store(
            Cassandra, url, question, ("SELECT nothing FROM nowhere", InvalidRequest),
            lambda password: cassandra_keyspaces.create_roles(*server, {NAME: password}),
        )  # fmt: skip
        with closing_cluster(server) as administrator:
            administrator.execute(f"DROP KEYSPACE {NAME}")
            administrator.execute(f"DROP ROLE {NAME}")


class closing_cluster:  # noqa: N801 - used like contextlib.closing
    """The administrator's session, and an end to its cluster."""

    def __init__(self, server: tuple[str, int, str]) -> None:
        self._cluster = cassandra_server.connection(*server)

    def __enter__(self) -> Any:
        return self._cluster.connect()

    def __exit__(self, *_: object) -> None:
        self._cluster.shutdown()


@pytest.fixture(scope="module")
def neo4j_engine(settings: Settings) -> Iterator[tuple[str, int, str]]:
    with stores.running(neo4j_server.Neo4j(settings)):
        yield settings.host, settings.ports["neo4j"], credentials.load(settings)["neo4j_admin"]


@pytest.fixture
def neo4j(neo4j_engine: tuple[str, int, str]) -> Iterator[Store]:
    """A user for each test: three wrong passwords lock one out for five seconds."""
    user, (host, port, _) = f"test_{uuid.uuid4().hex[:8]}", neo4j_engine
    yield Store(
        Neo4j, f"bolt://{user}@{host}:{port}", "RETURN 'local' AS key", ("MERGE NOTHING", CypherSyntaxError),
        lambda password: neo4j_graphs.create_users(*neo4j_engine, {user: password}),
    )  # fmt: skip
    with neo4j_server.connection(*neo4j_engine) as driver:
        driver.execute_query(f"DROP USER {user}", database_="system")


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        stores.thaw("identity")
        boto3.client("secretsmanager").create_secret(Name="test/store", SecretString=FIRST)
        yield "test/store"
    stores.thaw("identity")


@pytest.fixture(params=["cassandra", "neo4j"])
def store(request: pytest.FixtureRequest, secret: str) -> Store:
    """Each of the two, its user with the password that the secret holds."""
    assert secret
    made: Store = request.getfixturevalue(request.param)
    made.rotate(FIRST)
    return made


class Door:
    """A port before the store's, which may be cut (every connection dies, none is made) and opened again."""

    def __init__(self, port: int) -> None:
        self._behind, self._open = port, True
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            if not self._open:
                caller.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._behind))
            self._ends += [caller, server]
            for one, other in ((caller, server), (server, caller)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()

    def cut(self) -> None:
        self._open = False
        self.drop()

    def drop(self) -> None:
        """Kill what is connected; new connections are welcome."""
        for end in self._ends:
            end.close() if end.fileno() < 0 else end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def open(self) -> None:
        self._open = True

    def close(self) -> None:
        self.cut()
        self._listener.close()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        end.close()


@pytest.fixture
def door(store: Store) -> Iterator[tuple[Door, Store]]:
    """The store behind a door."""
    with closing(Door(int(store.url.rsplit(":", 1)[1].split("/")[0]))) as made:
        yield made, replace(store, url=store.at(made.port))


def test_a_question_is_answered_and_a_wrong_one_is_the_drivers_error(store: Store, secret: str) -> None:
    client = store.client(store.url, secret)
    assert store.asked(client) == [("local",)]
    statement, error = store.wrong
    with pytest.raises(error):
        client.execute(statement)
    assert store.asked(client) == [("local",)]


def test_a_store_that_is_away_is_unavailable(store: Store, secret: str) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        store.client(store.at(1), secret).execute(store.question)


def test_a_password_that_is_wrong_for_good_is_unavailable(store: Store, secret: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString="nobody's-password")
    with pytest.raises(Unavailable, match="not to this user"):
        store.client(store.url, secret).execute(store.question)


def test_a_user_whom_neo4j_has_locked_out_is_unavailable(neo4j: Store, secret: str) -> None:
    neo4j.rotate(SECOND)
    client = Neo4j(neo4j.url, secret)
    causes = set()
    for _ in range(3):
        with pytest.raises(Unavailable) as refused:
            client.execute(neo4j.question)
        causes.add(getattr(refused.value.__cause__, "code", "").rsplit(".", 1)[-1])
    assert causes == {"Unauthorized", "AuthenticationRateLimit"}


def test_a_rotated_password_is_fetched_once_the_old_one_fails(store: Store, secret: str) -> None:
    store.asked(store.client(store.url, secret))  # the old one is remembered for a minute
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=SECOND)
    store.rotate(SECOND)
    assert store.asked(store.client(store.url, secret)) == [("local",)]


def test_a_connection_that_died_in_the_freezer_is_replaced(
    door: tuple[Door, Store], secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.stores._QUIET_SECONDS", 0)
    gate, store = door
    client = store.client(store.url, secret)
    store.asked(client)
    gate.drop()
    assert store.asked(client) == [("local",)]


def test_a_store_that_goes_is_503_and_serves_the_same_client_when_it_is_back(
    door: tuple[Door, Store], secret: str
) -> None:
    gate, store = door
    client = store.client(store.url, secret)
    store.asked(client)
    gate.cut()
    for _ in range(2):
        with pytest.raises(Unavailable):
            client.execute(store.question)
    gate.open()
    assert store.asked(client) == [("local",)]


def test_a_fork_of_a_parent_that_imported_the_drivers_connects(store: Store, secret: str) -> None:
    context = multiprocessing.get_context("fork")
    answers: Any = context.Queue()
    child = context.Process(target=lambda: answers.put(store.asked(store.client(store.url, secret))))
    child.start()
    assert answers.get(timeout=20) == [("local",)]
    child.join(20)
    assert child.exitcode == 0


def test_importing_the_drivers_starts_no_thread_so_that_a_parent_of_functions_may() -> None:
    script = "import os, cassandra.cluster, neo4j; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_cassandra_binds_values_and_pages_through_all_rows(cassandra: Store, secret: str) -> None:
    cassandra.rotate(FIRST)
    client = Cassandra(cassandra.url, secret)
    titles = {f"it's {n}" for n in range(20)}
    for title in titles:
        client.execute("INSERT INTO films (title) VALUES (?)", (title,))
    assert {row.title for row in client.execute("SELECT title FROM films")} == titles
    assert client.execute("SELECT title FROM films WHERE title = ?", ("it's 7",))[0].title == "it's 7"


def test_neo4j_binds_values_and_names_a_broken_constraint(neo4j: Store, secret: str) -> None:
    neo4j.rotate(FIRST)
    client = Neo4j(neo4j.url, secret)
    label = NAME.title()
    client.execute(f"CREATE CONSTRAINT {NAME} FOR (f:{label}) REQUIRE f.id IS UNIQUE")
    try:
        assert client.execute(f"CREATE (f:{label} {{id: $id}}) RETURN f.id AS id", id="it's") == [{"id": "it's"}]
        with pytest.raises(ConstraintError):
            client.execute(f"CREATE (f:{label} {{id: $id}})", id="it's")
    finally:
        client.execute(f"MATCH (f:{label}) DELETE f")
        client.execute(f"DROP CONSTRAINT {NAME}")


@pytest.mark.parametrize(
    ("client", "url"), [(Cassandra, "cassandra://x@localhost:1/media"), (Neo4j, "bolt://x@localhost:1")]
)
def test_making_a_client_opens_nothing(client: Callable[[str, str], Any], url: str) -> None:
    client(url, "no secret of this name")
