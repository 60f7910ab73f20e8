"""on_rows_changed: Debezium's own messages, however they arrive, leave in ClickHouse what MariaDB held."""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING

import pytest

from chassis.errors import Unavailable
from insights._domain import changes
from integration.insights.sinking import Message, checksums, delivery, expected, messages, read, sample

if TYPE_CHECKING:
    from integration.insights.conftest import Insights

OPERATION = "on_rows_changed"


def deliver(insights: Insights, chosen: list[Message], batch: int = 50) -> None:
    for start in range(0, len(chosen), batch):
        report = insights.invoke(OPERATION, delivery(chosen[start : start + batch]))
        assert report == {"batchItemFailures": []}


def assert_equal_ends(insights: Insights) -> None:
    rows = expected()
    assert checksums(read(insights.client, rows)) == checksums(rows)
    assert insights.letters() == []


def shuffled(chosen: list[Message], seed: int) -> list[Message]:
    mixed = list(chosen)
    random.Random(seed).shuffle(mixed)
    return mixed


def test_in_order_both_ends_are_equal(insights: Insights) -> None:
    deliver(insights, messages())
    assert_equal_ends(insights)


def test_delivered_twice_both_ends_are_equal(insights: Insights) -> None:
    deliver(insights, messages())
    deliver(insights, messages())
    assert_equal_ends(insights)


def test_a_late_repetition_of_the_beginning_undoes_nothing(insights: Insights) -> None:
    deliver(insights, messages())
    deliver(insights, messages()[: len(messages()) * 2 // 3], batch=7)
    assert_equal_ends(insights)


@pytest.mark.parametrize("seed", range(3))
def test_reordered_and_doubled_both_ends_are_equal(insights: Insights, seed: int) -> None:
    deliver(insights, shuffled(messages() + messages(), seed), batch=13 + seed)
    assert_equal_ends(insights)


def test_merging_the_parts_changes_nothing(insights: Insights) -> None:
    deliver(insights, shuffled(messages(), 1), batch=11)
    for table in expected():
        insights.client.command(f"OPTIMIZE TABLE cdc_catalogue_{table} FINAL")
    deliver(insights, messages()[:200])
    assert_equal_ends(insights)


def test_a_sink_that_ignores_the_version_fails_the_same_check(
    insights: Insights, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "version", lambda _source: 0)
    deliver(insights, shuffled(messages() + messages(), 0), batch=13)
    rows = expected()
    assert checksums(read(insights.client, rows)) != checksums(rows)


def test_a_view_never_shows_a_row_twice_while_batches_arrive(insights: Insights) -> None:
    for each in messages()[-60:]:
        deliver(insights, [each])
        doubles = insights.client.query("SELECT id, count() AS n FROM catalogue_titles GROUP BY id HAVING n > 1")
        assert doubles.result_rows == []


def test_the_sample_event_is_taken(insights: Insights) -> None:
    assert insights.invoke(OPERATION, sample(OPERATION)) == {"batchItemFailures": []}
    assert insights.client.query("SELECT DISTINCT cdc_deleted FROM cdc_catalogue_title_countries").result_rows


def a_title_change() -> Message:
    return next(
        copy.deepcopy(each)
        for each in messages()
        if each["value"] and each["value"]["op"] == "u" and each["value"]["source"]["table"] == "titles"
    )


def test_a_table_without_a_twin_goes_to_the_dead_letters_and_the_rest_on(insights: Insights) -> None:
    stranger, known = a_title_change(), a_title_change()
    stranger["value"]["source"]["table"] = "posters"
    deliver(insights, [stranger, known])
    (letter,) = insights.letters()
    assert "posters has no twin cdc_catalogue_posters" in letter["reason"]
    assert (letter["topic"], letter["offset"]) == ("cdc.catalogue", stranger["offset"])
    assert insights.client.command("SELECT count() FROM catalogue_titles") == 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("colour", "red", "has no column colour"),
        ("popularity", "high", "popularity is Decimal(12, 6)"),
        ("release_date", "soon", "release_date is Nullable(Date32)"),
        ("id", "not base64!", "id is UUID"),
        ("name", None, "name is String"),
    ],
)
def test_a_row_that_does_not_fit_goes_to_the_dead_letters(
    insights: Insights, field: str, value: str | None, reason: str
) -> None:
    odd = a_title_change()
    odd["value"]["after"][field] = value
    deliver(insights, [odd])
    (letter,) = insights.letters()
    assert reason in letter["reason"]


def test_a_column_added_in_both_places_is_taken_up_by_a_warm_function(insights: Insights) -> None:
    deliver(insights, [a_title_change()])
    insights.client.command("ALTER TABLE cdc_catalogue_titles ADD COLUMN colour Nullable(String) AFTER updated_at")
    later = a_title_change()
    later["value"]["after"]["colour"] = "red"
    deliver(insights, [later])
    assert insights.letters() == []
    assert insights.client.command("SELECT colour FROM cdc_catalogue_titles WHERE colour IS NOT NULL") == "red"


def test_a_column_dropped_at_the_source_first_gets_its_type_s_default(insights: Insights) -> None:
    later = a_title_change()
    for name in ("tagline", "homepage", "vote_count", "popularity", "updated_at"):
        del later["value"]["after"][name]
    deliver(insights, [later])
    assert insights.letters() == []
    kept = insights.client.query("SELECT tagline, homepage, vote_count, popularity, name FROM catalogue_titles")
    assert kept.result_rows == [("", None, 0, 0, later["value"]["after"]["name"])]


def test_without_clickhouse_the_batch_fails_and_comes_again_whole(insights: Insights) -> None:
    deliver(insights, messages()[:100])
    insights.front.kill()
    with pytest.raises(Unavailable):
        insights.invoke(OPERATION, delivery(messages()))
    insights.front.start()
    deliver(insights, messages())
    assert_equal_ends(insights)
