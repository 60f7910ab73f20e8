"""Subscribers: partial failures, order per key, poison, traces."""

import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.errors import Conflict, Unavailable
from chassis.events import Event
from chassis.secrets import aws
from chassis.subscribe import Record, batch_subscriber, subscriber
from chassis.telemetry import traceparent

KIND = "cdlc.things.ThingAdded.v1"
AT = datetime(2026, 1, 1, tzinfo=UTC)


def event(key: str, n: int = 1, kind: str = KIND) -> Event:
    return Event(type=kind, source="/cdlc/things", subject=key, time=AT, aggregateversion=n, data={"n": n})


def raw(
    offset: int, key: str, value: bytes | None, partition: int = 0, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    signed = [[byte - 256 if byte > 127 else byte for byte in text.encode()] for text in (headers or {}).values()]
    return {
        "topic": "cdlc.things",
        "partition": partition,
        "offset": offset,
        "timestamp": 0,
        "timestampType": "CREATE_TIME",
        "key": base64.b64encode(key.encode()).decode(),
        "value": None if value is None else base64.b64encode(value).decode(),
        "headers": [dict(zip(headers or {}, signed, strict=True))],
    }


def batch(*records: dict[str, Any]) -> dict[str, Any]:
    sorted_in: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        sorted_in.setdefault(f"{record['topic']}-{record['partition']}", []).append(record)
    return {"eventSource": "SelfManagedKafka", "bootstrapServers": "b:9092", "records": sorted_in}


def letters() -> list[dict[str, Any]]:
    found = (
        aws("sqs")
        .receive_message(QueueUrl=os.environ["CDLC_DEAD_LETTER_QUEUE_URL"], MaxNumberOfMessages=10)
        .get("Messages", [])
    )
    return [json.loads(message["Body"]) for message in found]


def failed(answer: dict[str, Any]) -> list[tuple[str, int]]:
    places = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    return [(place["partition"], place["offset"]) for place in places]


def reacting(react: Callable[[Event], object]) -> Any:
    return subscriber(KIND)(react)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), min_size=1, max_size=12))
def test_after_a_keys_first_failure_the_rest_of_that_key_waits(sent: list[tuple[str, bool]]) -> None:
    handled: list[tuple[str, int]] = []

    def react(received: Event) -> None:
        if not sent[received.aggregateversion][1]:
            raise TimeoutError("later")
        handled.append((received.subject, received.aggregateversion))

    records = [raw(n, key, event(key, n).to_json().encode()) for n, (key, _) in enumerate(sent)]
    answer = reacting(react)(batch(*records), None)
    broken_at = {key: next((n for n, (k, ok) in enumerate(sent) if k == key and not ok), len(sent)) for key, _ in sent}
    assert handled == [(key, n) for n, (key, _) in enumerate(sent) if n < broken_at[key]]
    assert failed(answer) == [("cdlc.things-0", n) for n, (key, _) in enumerate(sent) if n >= broken_at[key]]


def test_the_next_batch_starts_anew() -> None:
    answers = iter([TimeoutError("now"), None])

    def react(_: Event) -> None:
        error = next(answers)
        if error:
            raise error

    handler, records = reacting(react), batch(raw(1, "a", event("a").to_json().encode()))
    assert failed(handler(records, None)) == [("cdlc.things-0", 1)]
    assert failed(handler(records, None)) == []


@pytest.mark.usefixtures("aws")
def test_poison_goes_to_the_dead_letter_queue_with_its_payload_and_the_batch_goes_on() -> None:
    handled: list[str] = []
    refused = event("b").to_json().encode()

    def react(received: Event) -> None:
        if received.subject == "b":
            raise Conflict("cannot be")
        handled.append(received.subject)

    records = [
        raw(1, "a", b"not json"),
        raw(2, "b", refused),
        raw(3, "b", event("c").to_json().encode()),
        raw(4, "d", None),
    ]
    assert failed(reacting(react)(batch(*records), None)) == []
    assert handled == ["c"]
    found = {letter["offset"]: letter for letter in letters()}
    assert set(found) == {1, 2, 4}
    assert base64.b64decode(found[1]["value"]) == b"not json"
    assert (found[2]["reason"], found[2]["topic"], found[2]["partition"]) == ("Conflict: cannot be", "cdlc.things", 0)
    assert base64.b64decode(found[2]["value"]) == refused


@pytest.mark.usefixtures("aws")
def test_a_store_that_does_not_answer_is_no_poison() -> None:
    def react(_: Event) -> None:
        raise Unavailable("down")

    assert failed(reacting(react)(batch(raw(1, "a", event("a").to_json().encode())), None)) == [("cdlc.things-0", 1)]
    assert letters() == []


def test_poison_that_cannot_be_buried_is_delivered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CDLC_DEAD_LETTER_QUEUE_URL", raising=False)
    assert failed(reacting(lambda _: None)(batch(raw(1, "a", b"?")), None)) == [("cdlc.things-0", 1)]


@pytest.mark.usefixtures("aws")
def test_a_payload_too_large_for_a_letter_is_named_by_its_place() -> None:
    reacting(lambda _: None)(batch(raw(9, "a", b"x" * 300_000)), None)
    (letter,) = letters()
    assert (letter["value"], letter["offset"]) == (None, 9)
    assert "too large" in letter["reason"]


def test_types_that_nobody_asked_for_are_skipped_and_each_type_finds_its_function() -> None:
    seen: list[str] = []
    other = "cdlc.things.ThingRemoved.v1"
    handler = subscriber(
        {KIND: lambda e: seen.append(f"added {e.subject}"), other: lambda e: seen.append(f"gone {e.subject}")}
    )
    kinds = [KIND, other, "cdlc.things.ThingPainted.v1"]
    records = [raw(n, "k", event(f"{n}", n, kind).to_json().encode()) for n, kind in enumerate(kinds)]
    assert failed(handler(batch(*records), None)) == []
    assert seen == ["added 0", "gone 1"]


def test_the_events_trace_continues_in_the_subscriber() -> None:
    sent = event("a")
    object.__setattr__(sent, "traceparent", f"00-{'c' * 32}-{'d' * 16}-01")
    seen: list[str] = []
    reacting(lambda _: seen.append(traceparent().split("-")[1]))(batch(raw(1, "a", sent.to_json().encode())), None)
    assert seen == ["c" * 32]


def test_an_empty_batch_is_nothing() -> None:
    assert reacting(lambda _: None)({"records": {}}, None) == {"batchItemFailures": []}


@pytest.mark.usefixtures("aws")
def test_a_sink_gets_the_decoded_batch_in_order_and_poison_is_buried() -> None:
    got: list[Record] = []
    named = {"table": "things", "né": "é"}
    records = [
        raw(1, '{"id":1}', b'{"after":{}}', headers=named),
        raw(2, '{"id":1}', None),
        raw(3, "no key", b"{}"),
        raw(4, "{}", b"[]"),
    ]
    assert batch_subscriber(got.extend)(batch(*records), None) == {"batchItemFailures": []}
    assert [(r.offset, r.key, r.value) for r in got] == [(1, {"id": 1}, {"after": {}}), (2, {"id": 1}, None)]
    assert got[0].headers == named
    assert sorted(letter["offset"] for letter in letters()) == [3, 4]


def test_a_sinks_failure_repeats_the_batch() -> None:
    def sink(_: list[Record]) -> None:
        raise TimeoutError("later")

    with pytest.raises(TimeoutError):
        batch_subscriber(sink)(batch(raw(1, "{}", b"{}")), None)
