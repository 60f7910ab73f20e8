"""The catalogue edited by its community: proposed, reviewed, locked, taken back; and all of it heard on Kafka."""

from __future__ import annotations

import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from chassis.events import Event
from contracts.catalogue import FIELDS_CHANGED
from contracts.topics import FIELD_CHANGES
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_cloud import Cloud


class Edits:
    """The API as an account sees it."""

    def __init__(self, cloud: Cloud, name: str) -> None:
        self._cloud, self._bearer = cloud, cloud.bearer(name)

    def __call__(self, method: str, path: str, body: Any = None, *, etag: str = "") -> Any:
        more = {"Idempotency-Key": str(uuid.uuid4()), **({"If-Match": etag} if etag else {})}
        return self._cloud.http.request(
            method, f"/api/catalogue{path}", json=body, headers={**self._bearer, **more}
        )  # fmt: skip

    def propose(self, title: str, **patch: Any) -> Any:
        made = self("POST", f"/titles/{title}/proposals", {"patch": patch, "comment": "as the source says"})
        assert made.status_code == 201, made.text
        return made.json()

    def decide(self, proposal: Any, how: str, body: Any = None) -> Any:
        return self("POST", f"/proposals/{proposal['id']}/{how}", body)

    def present(self, title: str) -> tuple[dict[str, Any], str]:
        """The title as its history has it: the edge may be a second behind."""
        newest = self("GET", f"/titles/{title}/changes?limit=1").json()["items"][0]
        return newest, f'"{newest["version"]}-0"'


@pytest.fixture
def viewer(cloud: Cloud) -> Edits:
    return Edits(cloud, "viewer")


@pytest.fixture
def curator(cloud: Cloud) -> Edits:
    return Edits(cloud, "curator")


@pytest.fixture
def operator(cloud: Cloud) -> Edits:
    return Edits(cloud, "operator")


@pytest.fixture
def title(curator: Edits, stream: Stream) -> str:  # noqa: ARG001 - heard from its first version on
    body = {"name": f"Edited {uuid.uuid4()}", "tagline": "first", "overview": "settled", "runtime_minutes": 90}
    made = curator("POST", "/titles", body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@pytest.fixture
def stream(cloud: Cloud) -> Iterator[Stream]:
    opened = Stream(cloud.settings.address("kafka"))
    yield opened
    opened.close()


class Stream:
    """An outsider: knows the topic, the format of its events and nothing else."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer = KafkaConsumer(bootstrap_servers=bootstrap, isolation_level="read_committed")
        places = [TopicPartition(FIELD_CHANGES, n) for n in self._consumer.partitions_for_topic(FIELD_CHANGES)]
        self._consumer.assign(places)
        self._consumer.seek_to_end()
        for place in places:
            self._consumer.position(place)  # from here on, not from the first poll on
        self._events: list[Event] = []

    def history(self, thing: str) -> list[dict[str, Any]]:
        """What was heard of a thing so far, newest first, as `GET /titles/{title_id}/changes` shows it."""
        for batch in self._consumer.poll(timeout_ms=200).values():
            self._events += [Event.from_json(each.value) for each in batch]
        return [shown(each) for each in reversed(self._events) if each.subject == thing]

    def close(self) -> None:
        self._consumer.close()


def shown(event: Event) -> dict[str, Any]:
    assert event.type == FIELDS_CHANGED
    told = {name: value for name, value in event.data.items() if name not in {"kind", "id"}}
    at = json.loads(event.to_json())["time"]
    return {"version": event.aggregateversion, "changed_at": at, **told}


def test_a_viewer_proposes_a_curator_reviews_and_an_outsider_hears_every_field(
    viewer: Edits, curator: Edits, title: str, stream: Stream
) -> None:
    one = viewer.propose(title, runtime_minutes=148, tagline="better")
    two = viewer.propose(title, tagline="worse")
    queue = curator("GET", f"/proposals?title={title}&status=open").json()["items"]
    assert [each["id"] for each in queue] == [one["id"], two["id"]]
    assert viewer.decide(one, "accept", {}).status_code == 403
    assert curator.decide(one, "accept", {}).json()["status"] == "accepted"
    conflicting = curator("GET", f"/proposals/{two['id']}")
    assert [each["conflict"] for each in conflicting.json()["diff"]] == [True]
    refused = curator.decide(two, "accept", {})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/tagline")
    assert curator.decide(two, "reject", {"reason": "the first one stands"}).json()["status"] == "rejected"
    _, etag = curator.present(title)
    assert curator("PUT", f"/titles/{title}/locks/overview", {"reason": "agreed"}, etag=etag).status_code == 200
    locked = viewer("POST", f"/titles/{title}/proposals", {"patch": {"overview": "disputed"}})
    assert (locked.status_code, locked.json()["type"]) == (409, "/problems/field-locked")
    assert curator("POST", f"/titles/{title}/reversals", {"version": 2, "fields": ["tagline"]}).status_code == 201
    fields = {each["field"]: each for each in curator("GET", f"/titles/{title}/provenance").json()["fields"]}
    told = {name: (fields[name]["origin"], fields[name]["set_by"]) for name in ("name", "runtime_minutes", "tagline")}
    assert told == {
        "name": ("hand", "curator"), "runtime_minutes": ("proposal", "viewer"), "tagline": ("reversal", "curator"),
    }  # fmt: skip
    assert fields["overview"]["lock"]["reason"] == "agreed"
    items = curator("GET", f"/titles/{title}/changes").json()["items"]
    assert [each["version"] for each in items] == [4, 3, 2, 1]
    eventually(lambda: len(stream.history(title)) >= 4, within=10, what="every version is heard")
    assert stream.history(title) == items


def test_of_two_curators_at_once_one_decides_and_the_other_hears_so(
    viewer: Edits, curator: Edits, operator: Edits, title: str
) -> None:
    one, answers, start = viewer.propose(title, tagline="mine"), list[Any](), threading.Barrier(2)

    def decide(who: Edits) -> None:
        start.wait()
        answers.append(who.decide(one, "accept", {}))

    threads = [threading.Thread(target=decide, args=(who,)) for who in (curator, operator)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.status_code for each in answers) == [200, 409]
    (lost,) = [each.json() for each in answers if each.status_code == 409]
    assert (lost["type"], "accepted" in lost["detail"]) == ("/problems/proposal-closed", True)
    assert curator.present(title)[0]["version"] == 2


def test_a_viewer_withdraws_and_nobody_reads_the_queue_without_a_token(
    cloud: Cloud, viewer: Edits, curator: Edits, title: str
) -> None:
    one = viewer.propose(title, tagline="mine")
    assert curator.decide(one, "withdraw").status_code == 403
    assert viewer.decide(one, "withdraw").json()["status"] == "withdrawn"
    assert cloud.http.get("/api/catalogue/proposals").status_code == 401
