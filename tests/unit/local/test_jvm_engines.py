"""How the engines on the JVM are started: what they are told, and the archives of their classes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from cdlc.settings import Settings, load
from engines import cassandra_server
from engines.cassandra_server import Cassandra
from engines.jvm import JvmEngine
from engines.kafka_broker import KafkaBroker
from engines.kafka_connect import KafkaConnect
from engines.neo4j_server import Neo4j
from engines.registry import engines

if TYPE_CHECKING:
    from pathlib import Path

ON_THE_JVM = (KafkaBroker, KafkaConnect, Cassandra, Neo4j)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A state and an installation of its own, with two jars for each engine."""
    root = tmp_path / "root"
    for engine in ON_THE_JVM:
        jars = root / ".local" / "jars" / engine.module
        jars.mkdir(parents=True, exist_ok=True)
        for name in ("b.jar", "a.jar"):
            (jars / name).touch()
    real = load()
    (root / "localstack").symlink_to(real.root / "localstack")
    return replace(real, root=root, state=tmp_path / "state")


@pytest.mark.parametrize("kind", ON_THE_JVM)
def test_an_engine_runs_its_own_jars_in_one_order_with_the_heap_of_the_settings(
    kind: type[JvmEngine], settings: Settings
) -> None:
    engine = kind(replace(settings, memory_mb={**settings.memory_mb, f"{kind.name}_heap": 77}))
    words = engine.command().words
    path = words[words.index("-cp") + 1]
    assert [jar.rsplit("/", 2)[1:] for jar in path.split(":")] == [[kind.module, "a.jar"], [kind.module, "b.jar"]]
    assert words[words.index("-cp") + 2] == kind.main_class
    assert "-Xmx77m" in words


@pytest.mark.parametrize(("code", "kept"), [(0, True), (143, True), (-9, False), (3, False)])
def test_an_archive_is_kept_only_after_an_orderly_stop(settings: Settings, code: int, kept: bool) -> None:  # noqa: FBT001
    engine = Neo4j(settings)
    written = next(word for word in engine.command().words if word.startswith("-XX:ArchiveClassesAtExit="))
    fresh = settings.installed / "archives" / written.rsplit("/", 1)[1]
    fresh.touch()
    engine.ended(code)
    assert not fresh.exists()
    assert any(word.startswith("-XX:SharedArchiveFile=") for word in engine.command().words) is kept


def test_an_archive_of_other_jars_is_not_used(settings: Settings) -> None:
    engine = Neo4j(settings)
    engine.command()
    engine._archive.touch()
    (settings.installed / "jars" / "neo4j" / "c.jar").touch()
    assert not any(word.startswith("-XX:SharedArchiveFile=") for word in engine.command().words)


def test_an_engine_that_gains_little_by_an_archive_writes_none(settings: Settings) -> None:
    assert not any("Archive" in word for word in Cassandra(settings).command().words)


def test_cassandra_listens_on_loopback_asks_for_passwords_and_loses_no_write(settings: Settings) -> None:
    engine = Cassandra(settings)
    engine.prepare()
    told = yaml.safe_load((engine.folder / "cassandra.yaml").read_text())
    assert (told["listen_address"], told["rpc_address"]) == ("127.0.0.1", "127.0.0.1")
    assert (told["authenticator"], told["authorizer"]) == ("PasswordAuthenticator", "CassandraAuthorizer")
    assert told["commitlog_sync"] == "batch"
    assert (told["native_transport_port"], told["storage_port"]) == engine.ports


def test_neo4j_opens_bolt_on_loopback_alone_and_asks_for_passwords(settings: Settings) -> None:
    engine = Neo4j(settings)
    engine.prepare()
    lines = (engine.folder / "conf" / "neo4j.conf").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert told["server.bolt.listen_address"] == engine.address == f"127.0.0.1:{settings.ports['neo4j']}"
    assert (told["server.http.enabled"], told["server.https.enabled"]) == ("false", "false")
    assert told["dbms.security.auth_enabled"] == "true"


@pytest.mark.parametrize(("held", "dropped"), [(1 << 8 | 1 << 14, True), (1 << 14, False), (1 << 8, False), (0, False)])
def test_the_right_to_lock_memory_is_dropped_where_there_is_one(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    held: int,
    dropped: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr(cassandra_server, "_capabilities", lambda: held)
    words = Cassandra(settings).command().words
    assert (words[0], "-ipc_lock" in words) == (("setpriv", True) if dropped else ("java", False))


def test_no_two_engines_share_a_port_or_a_name(settings: Settings) -> None:
    every = engines(settings)
    assert len({engine.name for engine in every}) == len(every)
    ports = [port for engine in every for port in engine.ports]
    assert len(set(ports)) == len(ports)
