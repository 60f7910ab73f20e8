"""A title's life through the whole path: made, read, changed, seen everywhere, removed."""

from __future__ import annotations

import gzip
import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import clickhouse_connect
import pytest
import redis

from deployer import clients, deploy
from local_cloud import eventually

if TYPE_CHECKING:
    from local_cloud import Cloud


@pytest.fixture
def title(cloud: Cloud) -> dict[str, Any]:
    body = {"kind": "film", "name": f"The Test Card {uuid.uuid4()}", "release_date": "1927-01-10"}
    answer = cloud.http.post(
        "/api/catalogue/titles", json=body, headers={**cloud.bearer(), "Idempotency-Key": str(uuid.uuid4())}
    )
    assert answer.status_code == 201, answer.text
    found = cloud.http.get(answer.headers["location"])
    assert found.status_code == 200
    return {**found.json(), "etag": found.headers["etag"]}


def change(cloud: Cloud, title: dict[str, Any], **fields: Any) -> Any:
    headers = {**cloud.bearer(), "If-Match": title["etag"], "Content-Type": "application/merge-patch+json"}
    return cloud.http.patch(f"/api/catalogue/titles/{title['id']}", json=fields, headers=headers)


def test_the_same_key_and_body_make_one_title(cloud: Cloud) -> None:
    headers = {**cloud.bearer(), "Idempotency-Key": str(uuid.uuid4())}
    body = {"kind": "film", "name": f"Twice {uuid.uuid4()}"}
    first = cloud.http.post("/api/catalogue/titles", json=body, headers=headers)
    again = cloud.http.post("/api/catalogue/titles", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = cloud.http.post("/api/catalogue/titles", json={**body, "name": "Other"}, headers=headers)
    assert other.status_code == 422


def test_a_change_reaches_redis_within_1_s_and_the_edge_within_3_s(cloud: Cloud, title: dict[str, Any]) -> None:
    path = f"/api/catalogue/titles/{title['id']}"
    assert cloud.http.get(path).json()["name"] == title["name"]
    name = f"Renamed {uuid.uuid4()}"
    assert change(cloud, title, name=name).status_code == 200
    cache = redis.Redis(port=cloud.settings.ports["redis"])
    key = f"cdlc:catalogue:title:{{{title['id']}}}"

    def cached() -> bool:
        return any(name.encode() in value for value in cache.hgetall(key).values())

    eventually(cached, within=1, what="Redis holds the new name")
    eventually(lambda: cloud.http.get(path).json()["name"] == name, within=2, what="the edge serves the new name")


def test_a_stale_etag_is_412_and_a_missing_one_428(cloud: Cloud, title: dict[str, Any]) -> None:
    assert change(cloud, title, tagline="first").status_code == 200
    assert change(cloud, title, tagline="second").status_code == 412
    bare = cloud.http.patch(f"/api/catalogue/titles/{title['id']}", json={"tagline": "third"}, headers=cloud.bearer())
    assert bare.status_code == 428


def test_an_unchanged_title_is_304(cloud: Cloud, title: dict[str, Any]) -> None:
    answer = cloud.http.get(f"/api/catalogue/titles/{title['id']}", headers={"If-None-Match": title["etag"]})
    assert answer.status_code == 304
    assert answer.content == b""


def test_a_removed_title_is_gone_from_reads_and_from_the_analytical_view(cloud: Cloud, title: dict[str, Any]) -> None:
    path = f"/api/catalogue/titles/{title['id']}"
    vault = deploy.aws(cloud.settings, "secretsmanager")
    password = vault.get_secret_value(SecretId="cdlc/local/clickhouse/insights")["SecretString"]
    clickhouse = clickhouse_connect.get_client(
        host=cloud.settings.host, port=cloud.settings.ports["clickhouse"], username="insights",
        password=password, database="insights", compress=False,
    )  # fmt: skip

    def rows(condition: str) -> int:
        statement = f"SELECT count() FROM catalogue_titles WHERE id = %(id)s AND {condition}"  # noqa: S608  # a literal of this test
        return int(clickhouse.query(statement, {"id": title["id"]}).result_rows[0][0])

    eventually(lambda: rows("removed_at IS NULL") == 1, within=10, what="the title's row is in ClickHouse")
    removed = cloud.http.delete(path, headers={**cloud.bearer(), "If-Match": title["etag"]})
    assert removed.status_code == 204
    eventually(lambda: cloud.http.get(path).status_code in (404, 410), within=3, what="the title is gone at the edge")
    eventually(lambda: rows("removed_at IS NOT NULL") == 1, within=10, what="its removal is in ClickHouse")


def test_an_unknown_id_is_404(cloud: Cloud) -> None:
    assert cloud.http.get(f"/api/catalogue/titles/{uuid.uuid4()}").status_code == 404
    assert cloud.http.get("/api/catalogue/titles/not-an-id").status_code == 404


def test_lists_are_paged_without_a_gap_or_a_double(cloud: Cloud) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None and len(seen) < 60:
        page = cloud.http.get("/api/catalogue/titles", params={"limit": 7, **({"cursor": cursor} if cursor else {})})
        assert page.status_code == 200, page.text
        seen += [item["id"] for item in page.json()["items"]]
        cursor = page.json()["next_cursor"]
    assert len(seen) == len(set(seen)) >= 20


def test_a_cursor_of_another_filter_is_refused(cloud: Cloud) -> None:
    cursor = cloud.http.get("/api/catalogue/titles", params={"limit": 2}).json()["next_cursor"]
    answer = cloud.http.get("/api/catalogue/titles", params={"limit": 2, "genre": "drama", "cursor": cursor})
    assert answer.status_code == 422


def test_the_ids_of_today_are_a_file_at_the_edge(cloud: Cloud) -> None:
    functions = cloud.aws("lambda")
    counts = clients.invoke(functions, clients.function_of(functions, "catalogue.export_ids"), {})
    day = datetime.now(UTC).date().isoformat()
    answer = cloud.http.get(f"/exports/catalogue/titles-{day}.jsonl.gz")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/gzip")
    lines = gzip.decompress(answer.content).decode().splitlines()
    assert len(lines) == counts["titles"] > 20
    assert set(json.loads(lines[0])) == {"id", "kind", "original_name", "popularity"}
    for path in ("/exports/catalogue/titles-1999-01-01.jsonl.gz", "/exports/other/x", "/exports/"):
        assert cloud.http.get(path).status_code == 404


def test_a_series_has_its_seasons_and_episodes_and_a_history(cloud: Cloud) -> None:
    def add(kind: str, **more: Any) -> dict[str, Any]:
        headers = {**cloud.bearer("curator"), "Idempotency-Key": str(uuid.uuid4())}
        answer = cloud.http.post("/api/catalogue/titles", json={"kind": kind, "name": kind, **more}, headers=headers)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    series = add("series")
    season = add("season", parent_id=series["id"], number=1)
    episodes = [add("episode", parent_id=season["id"], number=number) for number in (2, 1)]
    listed = cloud.http.get(f"/api/catalogue/titles/{series['id']}/episodes").json()["items"]
    assert [each["id"] for each in listed] == [each["id"] for each in episodes[::-1]]
    (only,) = cloud.http.get(f"/api/catalogue/titles/{series['id']}/seasons").json()["items"]
    assert (only["id"], only["episodes_count"]) == (season["id"], 2)
    changes = cloud.http.get(f"/api/catalogue/titles/{series['id']}/changes", headers=cloud.bearer("curator"))
    assert [(each["action"], each["changed_by"]) for each in changes.json()["items"]] == [("added", "curator")]
    assert cloud.http.get(f"/api/catalogue/titles/{series['id']}/changes").status_code == 401
