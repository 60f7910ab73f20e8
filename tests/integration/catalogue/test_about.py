"""get_health and get_openapi."""

from __future__ import annotations

from typing import TYPE_CHECKING

from architecture._tree import routes
from catalogue import _wiring
from catalogue._adapters.redis_titles import TitleCache
from chassis.stores import redis_client

if TYPE_CHECKING:
    import pytest

    from integration.catalogue.conftest import Call


def test_health_asks_both_stores(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = call("get_health")
    assert (answer.status, answer.json) == (200, {"status": "up", "stores": {"mysql": "up", "redis": "up"}})
    monkeypatch.setattr(_wiring, "cached_titles", lambda: TitleCache(redis_client("redis://127.0.0.1:1/0")))
    answer = call("get_health")
    assert (answer.status, answer.json["stores"]) == (503, {"mysql": "up", "redis": "down"})


def test_the_openapi_document_has_every_operation_and_says_what_needs_a_scope(call: Call) -> None:
    document = call("get_openapi").json
    told = {
        f"{method.upper()} {path}": operation.get("security", [{}])[0].get("oauth2", [])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(told) == set(routes("catalogue").values())
    propose = {route for route in told if route.startswith("POST ") and route.endswith(("/proposals", "/withdraw"))}
    review = {route for route in told if route.endswith(("/accept", "/reject", "/reversals", "/locks/{field}"))}
    assert (len(propose), len(review)) == (3, 5)
    for route, scopes in told.items():
        reads = route.startswith("GET ")
        wanted = "propose" if route in propose else "review" if route in review else "read" if reads else "write"
        assert scopes == [f"catalogue:{wanted}"] or (reads and not scopes), route
    reply = document["components"]["schemas"]["TitleReply"]["properties"]
    assert {"credits", "companies", "countries", "keywords"} <= set(reply)
