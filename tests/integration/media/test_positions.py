"""record_position, get_position and list_positions on a real Cassandra; get_health asks both stores."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cdlc import settings as local
from chassis import clock
from deployer import cassandra_keyspaces
from engines import cassandra_server, credentials
from integration.catalogue.context_stores import running, thaw
from integration.catalogue.lambda_calls import sample
from integration.media.test_transcoding import run, step
from media import _wiring
from media._adapters import cassandra_positions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.context_stores import Schema
    from integration.media.conftest import Call

    Begun = Callable[..., dict[str, Any]]

ROOT = Path(__file__).resolve().parents[3]
NAME = f"test_media_{uuid.uuid4().hex[:8]}"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _keyspace(schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The context's migrations in a keyspace of this file's own."""
    settings = local.load()
    where = settings.host, settings.ports["cassandra"]
    with running(cassandra_server.Cassandra(settings)), pytest.MonkeyPatch.context() as patch:
        server = (*where, credentials.load(settings)["cassandra_admin"])
        folder = tmp_path_factory.mktemp("migrations")
        copytree(ROOT / "migrations/cassandra/media", folder / NAME)
        cassandra_keyspaces.migrate(*server, folder)
        cassandra_keyspaces.create_roles(*server, {NAME: "password"})
        boto3.client("secretsmanager").create_secret(Name="test/cassandra", SecretString="password")
        patch.setenv("CDLC_CASSANDRA_URL", f"cassandra://{NAME}@{where[0]}:{where[1]}/{NAME}")
        patch.setenv("CDLC_CASSANDRA_SECRET", "test/cassandra")
        thaw("media")
        yield
        assert schema.name
        administrator = cassandra_server.connection(*server)
        session = administrator.connect()
        session.execute(f"DROP KEYSPACE {NAME}", timeout=60)
        session.execute(f"DROP ROLE {NAME}", timeout=60)
        administrator.shutdown()


@pytest.fixture
def asset(begun: Begun) -> str:
    """A published asset of four seconds."""
    upload = begun()
    event = sample("media", "on_upload_arrived")
    event["Records"][0]["s3"]["object"]["key"] = f"sources/{upload['id']}"
    run("on_upload_arrived", event)
    step("publish_asset", upload)
    return str(_wiring.uploads().read(upload["id"]).asset_id)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Stand the clock still at an instant."""
    return lambda instant: monkeypatch.setattr(clock, "now", lambda: instant)


def put(call: Call, asset: str, position_ms: int) -> Any:
    return call("record_position", path={"asset_id": asset}, body={"position_ms": position_ms})


def test_a_position_is_read_back(call: Call, asset: str) -> None:
    assert call("get_position", path={"asset_id": asset}).status == 404
    assert put(call, asset, 1500).status == 200
    found = call("get_position", path={"asset_id": asset}).json
    assert (found["position_ms"], found["duration_ms"]) == (1500, 4000)


def test_an_older_write_that_arrives_late_undoes_nothing(
    call: Call, asset: str, at: Callable[[datetime], None]
) -> None:
    at(NOON + timedelta(seconds=10))
    put(call, asset, 3000)
    at(NOON)
    put(call, asset, 1000)
    assert call("get_position", path={"asset_id": asset}).json["position_ms"] == 3000


def test_without_its_timestamp_the_late_write_would_win(
    call: Call, asset: str, at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin without the protection: Cassandra's own time of arrival decides."""
    bare = cassandra_positions._PUT.removesuffix(" USING TIMESTAMP ?") + " USING TTL ?"
    monkeypatch.setattr(cassandra_positions, "_PUT", bare)
    monkeypatch.setattr(cassandra_positions, "_microseconds", lambda _: 3600)
    met = cassandra_positions._MEET.removesuffix(" USING TIMESTAMP ?") + " USING TTL ?"
    monkeypatch.setattr(cassandra_positions, "_MEET", met)
    at(NOON + timedelta(seconds=10))
    put(call, asset, 3000)
    at(NOON)
    put(call, asset, 1000)
    assert call("get_position", path={"asset_id": asset}).json["position_ms"] == 1000


def test_a_position_behind_the_end_or_of_no_asset_is_refused(call: Call, asset: str) -> None:
    assert put(call, asset, 4001).json["type"] == "/problems/position-beyond-end"
    assert put(call, asset, -1).status == 422
    assert put(call, "01938f5e-7b00-7000-8000-00000000ffff", 0).status == 404


def test_what_was_watched_comes_newest_first_in_pages(
    call: Call, begun: Begun, at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media._domain.position.NAMESPACE_URL", uuid.uuid4())  # nobody else's positions
    assets = []
    for _ in range(3):
        upload = begun()
        event = sample("media", "on_upload_arrived")
        event["Records"][0]["s3"]["object"]["key"] = f"sources/{upload['id']}"
        run("on_upload_arrived", event)
        step("publish_asset", upload)
        assets.append(str(_wiring.uploads().read(upload["id"]).asset_id))
    for minute, asset in enumerate((*assets, assets[0])):
        at(datetime.now(UTC) - timedelta(minutes=60 - minute))
        put(call, asset, minute)
    first = call("list_positions", query={"limit": "2"}).json
    rest = call("list_positions", query={"limit": "2", "cursor": first["next_cursor"]}).json
    order = [each["asset_id"] for each in first["items"] + rest["items"]]
    assert (order, rest["next_cursor"]) == ([assets[0], assets[2], assets[1]], None)


def test_health_asks_both_stores(call: Call) -> None:
    assert call("get_health").json == {"status": "up", "stores": {"mysql": "up", "cassandra": "up"}}
