"""get_title through Redis and on_title_changed, which keeps Redis no older than MySQL."""

from __future__ import annotations

import logging
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from catalogue import _wiring
from catalogue._adapters.redis_titles import TitleCache
from catalogue._domain.title import TitleId
from chassis.stores import redis_client
from integration.catalogue.lambda_calls import deliver, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


def rename(call: Call, title: dict[str, Any], etag: str, name: str) -> str:
    answer = call("change_title", path={"title_id": title["id"]}, body={"name": name}, headers={"If-Match": etag})
    assert answer.status == 200, answer.json
    return answer.headers["etag"]


@contextmanager
def nobody_writes_through() -> Iterator[None]:
    """As if the process that changes a title died between its commit and its word to Redis."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_wiring, "cached_titles", lambda: TitleCache(redis_client("redis://127.0.0.1:1/0")))
        yield


def name_of(call: Call, title: dict[str, Any], append: str = "") -> str:
    answer = call("get_title", path={"title_id": title["id"]}, query={"append": append})
    assert answer.status == 200, answer.json
    name: str = answer.json["name"]
    return name


def test_a_read_fills_what_it_took_and_the_next_one_asks_no_database(
    call: Call, add: Add, cache: TitleCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = add()
    assert cache.held(title["id"]).fields == ()
    first = call("get_title", path={"title_id": title["id"]}, query={"append": "countries,keywords"})
    assert cache.held(title["id"]) == (1, ("core", "countries", "keywords"))
    monkeypatch.setattr(_wiring, "titles", lambda: pytest.fail("MySQL was asked"))
    again = call("get_title", path={"title_id": title["id"]}, query={"append": "countries,keywords"})
    assert again.json == first.json
    assert again.headers["etag"] == first.headers["etag"]


def test_a_part_that_is_not_cached_yet_is_added_to_the_others(call: Call, add: Add, cache: TitleCache) -> None:
    title = add(country_codes=["IS"])
    name_of(call, title)
    answer = call("get_title", path={"title_id": title["id"]}, query={"append": "countries"})
    assert answer.json["countries"] == [{"code": "IS", "name": "Iceland"}]
    assert cache.held(title["id"]).fields == ("core", "countries")


def test_who_changes_or_removes_a_title_reads_it_so_at_once(
    call: Call, add: Add, cache: TitleCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = add()
    name_of(call, title, append="credits")
    etag = rename(call, title, title["etag"], "At once")
    assert cache.held(title["id"]) == (2, ("core",))  # parts of the older version are not kept beside it
    assert name_of(call, title) == "At once"
    call("remove_title", path={"title_id": title["id"]}, headers={"If-Match": etag})
    monkeypatch.setattr(_wiring, "titles", lambda: pytest.fail("MySQL was asked"))
    assert call("get_title", path={"title_id": title["id"]}).status == 410


def test_an_event_refreshes_every_cached_part(call: Call, add: Add, schema: Schema, cache: TitleCache) -> None:
    title = add()
    name_of(call, title, append="credits,countries")
    with nobody_writes_through():
        rename(call, title, title["etag"], "The New Name")
    assert name_of(call, title) == title["name"]  # until the event arrives
    assert deliver("catalogue", "on_title_changed", *schema.published(title["id"])) == {"batchItemFailures": []}
    assert cache.held(title["id"]) == (2, ("core", "credits", "countries"))
    assert name_of(call, title, append="credits,countries") == "The New Name"


def test_a_redelivered_or_late_event_changes_nothing(
    call: Call, add: Add, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = add()
    name_of(call, title)
    rename(call, title, title["etag"], "Second")
    added, changed = schema.published(title["id"])
    deliver("catalogue", "on_title_changed", added, changed)
    monkeypatch.setattr(_wiring, "titles", lambda: pytest.fail("an event that is not newer was followed"))
    deliver("catalogue", "on_title_changed", added, changed, added)
    assert name_of(call, title) == "Second"


def test_a_slow_reader_cannot_put_an_older_title_over_a_newer_one(
    call: Call, add: Add, schema: Schema, cache: TitleCache
) -> None:
    title = add()
    slow = _wiring.titles().read(title["id"], ())  # has read version 1 and is about to fill
    with nobody_writes_through():
        rename(call, title, title["etag"], "Newer")
    deliver("catalogue", "on_title_changed", *schema.published(title["id"]))
    cache.fill(slow)
    assert cache.held(title["id"]) == (2, ())
    assert name_of(call, title) == "Newer"
    assert cache.put(slow) is False
    assert name_of(call, title) == "Newer"


def test_a_removed_title_leaves_a_tombstone_that_no_fill_digs_up(
    call: Call, add: Add, schema: Schema, cache: TitleCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = add()
    view = _wiring.titles().read(title["id"], ())
    name_of(call, title)
    with nobody_writes_through():
        call("remove_title", path={"title_id": title["id"]}, headers={"If-Match": title["etag"]})
    deliver("catalogue", "on_title_changed", *schema.published(title["id"]))
    cache.fill(view)
    monkeypatch.setattr(_wiring, "titles", lambda: pytest.fail("MySQL was asked"))
    assert call("get_title", path={"title_id": title["id"]}).status == 410


def test_a_change_whose_title_is_removed_by_now_is_no_poison(
    call: Call, add: Add, schema: Schema, cache: TitleCache
) -> None:
    title = add()
    name_of(call, title)
    with nobody_writes_through():
        etag = rename(call, title, title["etag"], "Soon gone")
        call("remove_title", path={"title_id": title["id"]}, headers={"If-Match": etag})
    added, changed, removed = schema.published(title["id"])
    assert deliver("catalogue", "on_title_changed", added, changed) == {"batchItemFailures": []}
    assert cache.held(title["id"]) == (2, ())
    assert call("get_title", path={"title_id": title["id"]}).status == 410
    deliver("catalogue", "on_title_changed", removed)
    assert cache.held(title["id"]).version == 3


def test_reads_go_on_without_redis_and_the_log_says_so_once(
    call: Call, add: Add, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    title = add()
    away = TitleCache(redis_client("redis://127.0.0.1:1/0"))
    monkeypatch.setattr(_wiring, "cached_titles", lambda: away)
    logging.getLogger("catalogue").propagate = True
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert name_of(call, title) == title["name"]
    assert [record.message for record in caplog.records].count("Redis does not answer: titles are read from MySQL") == 1


def test_an_event_waits_for_redis_and_is_delivered_again(
    add: Add, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = add()
    monkeypatch.setattr(_wiring, "cached_titles", lambda: TitleCache(redis_client("redis://127.0.0.1:1/0")))
    report = deliver("catalogue", "on_title_changed", *schema.published(title["id"]))
    assert len(report["batchItemFailures"]) == 1


@pytest.mark.usefixtures("schema")
def test_the_sample_event_is_taken() -> None:
    from catalogue.on_title_changed import handler  # noqa: PLC0415

    assert handler(sample("catalogue", "on_title_changed"), None) == {"batchItemFailures": []}


def test_a_title_that_mysql_no_longer_has_in_this_version_is_never_cached_newer_than_it_is(
    call: Call, add: Add, cache: TitleCache
) -> None:
    title = add()
    assert cache.raise_version(title["id"], 7)
    name_of(call, title)  # version 1 is read from MySQL, and may not be kept
    assert cache.held(title["id"]) == (7, ())
    assert cache.bury(TitleId(str(uuid.uuid4())), 3)
