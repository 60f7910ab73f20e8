"""get_titles_by_country, get_health, get_openapi over the metric view."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from integration.insights.sinking import delivery, expected, messages

if TYPE_CHECKING:
    from integration.insights.conftest import Insights


def fill(insights: Insights) -> dict[str, int]:
    insights.invoke("on_rows_changed", delivery(messages()))
    rows = expected()
    there = {row[0] for row in rows["titles"] if row[-3] is None}
    return Counter(row[1] for row in rows["title_countries"] if row[0] in there)


def test_countries_come_by_number_of_titles_that_are_not_removed(insights: Insights) -> None:
    wanted = fill(insights)
    status, page, headers = insights.call("get_titles_by_country")
    assert status == 200
    assert {item["country_code"]: item["titles_count"] for item in page["items"]} == wanted
    assert page["next_cursor"] is None
    assert page["items"] == sorted(page["items"], key=lambda item: (-item["titles_count"], item["country_code"]))
    assert ("FR", "France") in {(item["country_code"], item["name"]) for item in page["items"]}
    assert headers["cache-control"] == "public, s-maxage=10"


def test_pages_follow_each_other_without_a_gap_or_a_double(insights: Insights) -> None:
    fill(insights)
    _, whole, _ = insights.call("get_titles_by_country", limit="100")
    seen, query = [], {"limit": "1"}
    while True:
        _, page, _ = insights.call("get_titles_by_country", **query)
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == whole["items"]
    assert len(seen) > 2


def test_what_is_wrong_in_the_query_is_refused(insights: Insights) -> None:
    for query in ({"limit": "101"}, {"limit": "0"}, {"cursor": "forged"}, {"colour": "red"}):
        status, problem, _ = insights.call("get_titles_by_country", **query)
        assert (status, problem["status"]) == (422, 422), query


def test_an_empty_store_is_an_empty_list(insights: Insights) -> None:
    assert insights.call("get_titles_by_country")[1] == {"items": [], "next_cursor": None}


def test_without_clickhouse_reads_are_503_and_health_says_down(insights: Insights) -> None:
    assert insights.call("get_health")[:2][0] == 200
    insights.front.kill()
    try:
        assert insights.call("get_titles_by_country")[0] == 503
        status, body, _ = insights.call("get_health")
        assert (status, body["status"], set(body["stores"])) == (503, "down", {"clickhouse"})
    finally:
        insights.front.start()
    assert insights.call("get_health")[1]["status"] == "up"


def test_get_openapi_lists_the_operations(insights: Insights) -> None:
    assert set(insights.call("get_openapi")[1]["paths"]) == {"/titles-by-country", "/health", "/openapi.json"}
