"""Ids, ETags, traces, events, settings: values that travel."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis import ids, telemetry
from chassis.clock import rfc3339
from chassis.errors import BadRequest
from chassis.events import Event, MalformedEvent
from chassis.reply import Reply, etag, matches, to_json, version_of
from chassis.settings import ContextSettings, SettingsError

INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ROOT = Path(__file__).resolve().parents[3]


@given(INSTANTS)
def test_an_id_is_a_version_7_uuid_of_its_instant(at: datetime) -> None:
    text = ids.new_id(at)
    uuid = UUID(text)
    assert (uuid.version, uuid.variant, str(uuid)) == (7, "specified in RFC 4122", text)
    assert uuid.int >> 80 == int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
    assert ids.is_id(text)
    assert ids.from_bytes(ids.to_bytes(text)) == text


@given(INSTANTS, st.integers(1, 10**9))
def test_ids_of_later_microseconds_sort_later(at: datetime, microseconds: int) -> None:
    assert ids.new_id(at) < ids.new_id(at + timedelta(microseconds=microseconds))


@given(st.text())
def test_only_canonical_uuids_are_ids(text: str) -> None:
    try:
        canonical = str(UUID(text)) == text
    except ValueError:
        canonical = False
    assert ids.is_id(text) == canonical


@given(st.integers(0, 999_999_999), st.text())
def test_an_etag_gives_its_version_back_strong_or_weak(version: int, variant: str) -> None:
    tag = etag(version, variant)
    assert version_of(tag) == version_of(f"W/{tag}") == version
    assert matches(tag, tag)
    assert matches(f'"x", W/{tag}', tag)
    assert not matches(etag(version + 1, variant), tag)


@given(st.text())
def test_no_text_breaks_the_reading_of_if_match(text: str) -> None:
    try:
        assert version_of(text) >= 0
    except BadRequest:
        assert not text.isdigit() or '"' not in text


@given(INSTANTS)
def test_instants_leave_in_utc_with_milliseconds(at: datetime) -> None:
    text = rfc3339(at.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert len(text) == len("2026-11-22T14:26:44.119Z")
    assert text.endswith("Z")
    assert timedelta() <= at - datetime.fromisoformat(text) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        "",
        "x",
        "00-0-0-01",
        f"00-{'0' * 32}-{'1' * 16}-01",
        f"00-{'1' * 32}-{'0' * 16}-01",
        f"ff-{'1' * 32}-{'1' * 16}-01",
    ],
)
def test_a_malformed_traceparent_starts_a_new_trace(bad: str | None) -> None:
    assert telemetry.begin_trace(bad)[:35] != telemetry.begin_trace(bad)[:35]


def test_a_trace_continues_in_a_span_of_its_own() -> None:
    received = f"00-{'a' * 32}-{'b' * 16}-00"
    begun = telemetry.begin_trace(received)
    assert begun.startswith(f"00-{'a' * 32}-")
    assert begun.endswith("-00")
    assert begun != received
    assert telemetry.traceparent() == begun


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@settings(max_examples=40)
@given(INSTANTS, st.dictionaries(st.text(), JSON, max_size=3), st.integers(0, 2**31))
def test_an_event_survives_its_json(at: datetime, data: dict[str, object], version: int) -> None:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    event = Event(type="t", source="/s", subject="x", time=at, aggregateversion=version, data=data, traceparent="00-1")
    assert Event.from_json(event.to_json()) == event
    assert json.loads(event.to_json())["specversion"] == "1.0"


@pytest.mark.parametrize("field", ["id", "type", "source", "subject", "time", "aggregateversion", "data"])
def test_an_event_that_lacks_a_field_is_refused_by_name(field: str) -> None:
    event = Event(
        type="t", source="/s", subject="x", time=datetime(2026, 1, 1, tzinfo=UTC), aggregateversion=1, data={}
    )
    cut = {name: value for name, value in json.loads(event.to_json()).items() if name != field}
    with pytest.raises(MalformedEvent, match=field):
        Event.from_json(json.dumps(cut))


@pytest.mark.parametrize("payload", [b"", b"\xff", b"[]", b"1", b"null", b'{"time":"2026-01-01T00:00:00"}'])
def test_bytes_that_are_no_event_are_refused(payload: bytes) -> None:
    with pytest.raises(MalformedEvent):
        Event.from_json(payload)


def test_settings_are_read_from_the_environment_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings(ContextSettings):
        redis_url: str

    monkeypatch.setenv("CDLC_REDIS_URL", "redis://one")
    assert Settings.load().redis_url == "redis://one"
    monkeypatch.setenv("CDLC_REDIS_URL", "redis://two")
    assert Settings.load().redis_url == "redis://one"


def test_missing_settings_are_named_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings(ContextSettings):
        redis_url: str
        mysql_url: str
        page_size: int

    monkeypatch.setenv("CDLC_PAGE_SIZE", "many")
    with pytest.raises(SettingsError, match=r"CDLC_REDIS_URL.*CDLC_MYSQL_URL.*CDLC_PAGE_SIZE"):
        Settings.load()


def test_plain_data_and_stored_bodies_become_json() -> None:
    assert json.loads(to_json({"a": [1, None], "at": datetime(2026, 1, 1, tzinfo=UTC)}))["a"] == [1, None]
    assert to_json(b'{"kept": 1}') == '{"kept": 1}'
    assert Reply(None).headers == {}


def test_importing_the_chassis_loads_neither_powertools_nor_a_driver() -> None:
    modules = sorted(f"chassis.{file.stem}" for file in (ROOT / "layers/chassis/chassis").glob("[a-z]*.py"))
    heavy = {"aws_lambda_powertools", "boto3", "botocore", "pymysql", "redis", "clickhouse_connect", "chalice", "jose"}
    program = f"import sys, {', '.join(modules)}\nprint({heavy!r} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "layers/chassis", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
