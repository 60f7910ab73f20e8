"""Two people: one follows the other and sees what that one rates, through the whole path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local_cloud import cdlc, eventually

if TYPE_CHECKING:
    from local_cloud import Cloud

SEEN = """
query Seen($id: ID!) {
  title(id: $id) {
    name year myRating { value }
    ratingsByFollowed { totalCount averageValue edges { node { profile { id } value } } }
  }
}
"""


def ask(cloud: Cloud, who: str, query: str, **variables: Any) -> dict[str, Any]:
    body = {"query": query, "variables": variables}
    answer = cloud.http.post("/api/social/graphql", json=body, headers=cloud.bearer(who))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def me(cloud: Cloud, who: str) -> str:
    return str(ask(cloud, who, "{ me { id } }")["data"]["me"]["id"])


def rate(cloud: Cloud, who: str, title_id: str, value: int) -> None:
    """Rate, whether or not an earlier run did."""
    path, headers = f"/api/social/ratings/{title_id}", cloud.bearer(who)
    known = cloud.http.get(path, headers=headers)
    if known.status_code == 200:
        headers = {**headers, "If-Match": known.headers["etag"]}
    assert cloud.http.put(path, json={"value": value}, headers=headers).status_code in {200, 201}


@pytest.fixture
def film(cloud: Cloud) -> dict[str, Any]:
    found: dict[str, Any] = cloud.http.get("/api/catalogue/titles?limit=1").json()["items"][0]
    return found


def test_one_follows_rates_and_sees_what_the_other_rates(cloud: Cloud, film: dict[str, Any]) -> None:
    viewer, curator = me(cloud, "viewer"), me(cloud, "curator")
    headers = cloud.bearer("viewer")
    assert cloud.http.put(f"/api/social/follows/{curator}", headers=headers).status_code in {200, 201}
    assert curator in [
        item["profile_id"] for item in cloud.http.get("/api/social/follows", headers=headers).json()["items"]
    ]
    rate(cloud, "viewer", film["id"], 10)
    rate(cloud, "curator", film["id"], 7)

    def seen() -> bool:
        title = ask(cloud, "viewer", SEEN, id=film["id"])["data"]["title"]
        assert (title["name"], title["myRating"]) == (film["name"], {"value": 10})
        by = title["ratingsByFollowed"]
        return [edge["node"] for edge in by["edges"]] == [{"profile": {"id": curator}, "value": 7}]

    eventually(seen, within=15, what="the viewer sees the curator's rating")
    other_way = ask(cloud, "curator", SEEN, id=film["id"])["data"]["title"]["ratingsByFollowed"]
    assert viewer not in [edge["node"]["profile"]["id"] for edge in other_way["edges"]]
    assert cloud.http.delete(f"/api/social/follows/{curator}", headers=headers).status_code == 204
    gone = "the curator's rating is not seen any more"
    eventually(
        lambda: not ask(cloud, "viewer", SEEN, id=film["id"])["data"]["title"]["ratingsByFollowed"]["edges"], 15, gone
    )


def test_a_query_too_deep_is_told_by_its_name(cloud: Cloud) -> None:
    answer = ask(cloud, "viewer", "{ me " * 9 + "{ id }" + " }" * 9)
    assert "query-too-deep" in [error["extensions"]["code"] for error in answer["errors"]]
    assert answer["data"] is None


def test_nobody_asks_without_a_token(cloud: Cloud) -> None:
    assert cloud.http.post("/api/social/graphql", json={"query": "{ __schema { types { name } } }"}).status_code == 401
    assert cloud.http.get("/api/social/follows").status_code == 401


def test_a_title_that_is_not_there_cannot_be_rated(cloud: Cloud) -> None:
    path = "/api/social/ratings/01938f5e-7b00-7000-8000-0000000000ee"
    answer = cloud.http.put(path, json={"value": 5}, headers=cloud.bearer("viewer"))
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/title-not-found")


def test_social_is_healthy_and_in_the_merged_document(cloud: Cloud) -> None:
    health = cloud.http.get("/api/social/health")
    assert health.json() == {"status": "up", "stores": {"mysql": "up", "neo4j": "up"}}
    assert "/api/social/graphql" in cloud.http.get("/api/openapi.json").json()["paths"]


def test_the_graph_is_rebuilt_by_one_command(cloud: Cloud) -> None:
    curator = me(cloud, "curator")
    assert cloud.http.put(f"/api/social/follows/{curator}", headers=cloud.bearer("operator")).status_code in {200, 201}
    done = cdlc("rebuild", "graph")
    assert done.returncode == 0, done.stderr
    assert "written" in done.stdout
