"""get_health and get_openapi."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    operations = {
        f"{method.upper()} {path}": operation.get("security")
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    write = [{"oauth2": ["catalogue:write"]}]
    assert operations == {
        "GET /titles": None,
        "POST /titles": write,
        "GET /titles/{title_id}": None,
        "PATCH /titles/{title_id}": write,
        "DELETE /titles/{title_id}": write,
        "GET /people/{person_id}": None,
        "GET /health": None,
        "GET /openapi.json": None,
    }
    reply = document["components"]["schemas"]["TitleReply"]["properties"]
    assert {"credits", "companies", "countries", "keywords"} <= set(reply)
