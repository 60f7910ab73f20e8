"""add_credit, change_credit, remove_credit, replace_title_companies, replace_title_keywords on MariaDB and Redis."""

from __future__ import annotations

import json
import threading
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from catalogue import _title_parts
from catalogue._adapters.mysql_titles import Titles
from catalogue._domain.credit import CreditFacts
from catalogue._domain.person import PersonId
from catalogue._domain.refusals import ChangedMeanwhile
from catalogue._domain.title import TitleId
from catalogue._settings import Settings
from catalogue.import_titles import handler as import_titles
from chassis.http import Caller
from chassis.mysql import Database
from integration.catalogue.films import again, film, number
from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


def make(call: Call, operation: str, **body: Any) -> dict[str, Any]:
    body = {"name": f"{operation} {uuid.uuid4()}", **body}
    answer = call(operation, body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status == 201, answer.json
    return dict(answer.json)


def credit(call: Call, title: dict[str, Any], etag: str | None = None, key: str = "", **body: Any) -> Any:
    headers = {"If-Match": etag or title["etag"], "Idempotency-Key": key or str(uuid.uuid4())}
    return call("add_credit", path={"title_id": title["id"]}, body=body, headers=headers)


def act(call: Call, operation: str, title: dict[str, Any], credit_id: str, etag: str, **more: Any) -> Any:
    path = {"title_id": title["id"], "credit_id": credit_id}
    return call(operation, path=path, headers={"If-Match": etag}, **more)


def put(call: Call, operation: str, title: dict[str, Any], body: dict[str, Any], etag: str | None = None) -> Any:
    headers = {"If-Match": etag or title["etag"]}
    return call(operation, path={"title_id": title["id"]}, body=body, headers=headers)


def shown(call: Call, title: dict[str, Any], part: str) -> Any:
    return call("get_title", path={"title_id": title["id"]}, query={"append": part}).json[part]


@pytest.fixture
def who(call: Call) -> str:
    return str(make(call, "add_person", name="Lotte Reiniger")["id"])


@pytest.fixture
def episode(add: Add) -> dict[str, Any]:
    series = add(kind="series")
    season = add(kind="season", parent_id=series["id"], number=1)
    return add(kind="episode", parent_id=season["id"], number=1)


def test_a_credit_is_added_changed_and_removed_and_each_is_a_version_of_the_title(
    call: Call, add: Add, who: str, schema: Schema
) -> None:
    title = add()
    assert shown(call, title, "credits") == {"cast": [], "crew": [], "guests": []}  # from now on in the cache
    made = credit(call, title, person_id=who, character="Prinz Achmed", billing_order=3)
    assert (made.status, made.headers["etag"][:3]) == (201, '"2-'), made.json
    (entry,) = shown(call, title, "credits")["cast"]
    assert (entry["credit_id"], entry["name"], entry["billing_order"]) == (made.json["id"], "Lotte Reiniger", 3)
    patch = {"role": "crew", "character": "", "billing_order": None, "department": "Directing", "job": "Director"}
    changed = act(call, "change_credit", title, made.json["id"], made.headers["etag"], body=patch)
    assert changed.json == {"id": made.json["id"], "person_id": who, **patch}
    assert [each["job"] for each in shown(call, title, "credits")["crew"]] == ["Director"]
    same = act(call, "change_credit", title, made.json["id"], changed.headers["etag"], body=patch)
    assert same.headers["etag"] == changed.headers["etag"]
    removed = act(call, "remove_credit", title, made.json["id"], changed.headers["etag"])
    assert (removed.status, shown(call, title, "credits")["crew"]) == (204, [])
    assert call("get_person", path={"person_id": who}).json["filmography"] == []
    events = schema.published(title["id"])
    assert [(each.aggregateversion, each.data.get("changed")) for each in events] == [
        (1, None), (2, ["credits"]), (3, ["credits"]), (4, ["credits"]),
    ]  # fmt: skip
    changes = call("list_title_changes", path={"title_id": title["id"]}).json["items"]
    (middle,) = changes[1]["changes"]
    assert middle["field"] == f"credits.{made.json['id']}"
    assert (middle["before"]["role"], middle["after"]["role"], changes[0]["changes"][0]["after"]) == (
        "cast", "crew", None,
    )  # fmt: skip


def test_the_same_key_credits_once(call: Call, add: Add, who: str) -> None:
    title, key = add(), str(uuid.uuid4())
    first, repeated = (credit(call, title, key=key, person_id=who, character="x") for _ in range(2))
    assert (first.json, repeated.status) == (repeated.json, 201)
    assert len(shown(call, title, "credits")["cast"]) == 1


def test_the_same_credit_is_there_once(call: Call, add: Add, who: str) -> None:
    title = add()
    first = credit(call, title, person_id=who, character="Herself")
    answer = credit(call, title, first.headers["etag"], person_id=who, character="Herself", billing_order=9)
    assert (answer.status, answer.json["type"]) == (409, "/problems/credit-taken")
    assert credit(call, title, first.headers["etag"], person_id=who, character="The narrator").status == 201


def test_guests_play_in_episodes(call: Call, who: str, episode: dict[str, Any]) -> None:
    made = credit(call, episode, person_id=who, role="guest", character="The cat", billing_order=0)
    assert made.status == 201, made.json
    (entry,) = shown(call, episode, "credits")["guests"]
    assert (entry["person_id"], entry["character"]) == (who, "The cat")
    (told,) = call("get_person", path={"person_id": who}).json["filmography"]
    assert (told["title_id"], told["role"]) == (episode["id"], "guest")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"role": "guest"}, "/role"),
        ({"role": "extra"}, "/role"),
        ({"role": "crew"}, "/department"),
        ({"role": "crew", "department": "Art"}, "/job"),
        ({"role": "crew", "department": "Art", "job": "Cutter", "character": "x"}, "/character"),
        ({"role": "crew", "department": "Art", "job": "Cutter", "billing_order": 0}, "/billing_order"),
        ({"job": "Director"}, "/job"),
        ({"character": "x" * 513}, "/character"),
        ({"billing_order": -1}, "/billing_order"),
        ({"name": "Lotte"}, "/name"),
        ({"person_id": str(uuid.uuid4())}, "/person_id"),
        ({"person_id": "lotte"}, "/person_id"),
        ({"person_id": None}, "/person_id"),
    ],
)
def test_a_credit_that_cannot_be_is_422(call: Call, add: Add, who: str, body: dict[str, Any], pointer: str) -> None:
    title = add()
    answer = credit(call, title, **{"person_id": who, **body})
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert shown(call, title, "credits")["cast"] == []


def test_a_removed_person_gets_no_credit(call: Call, add: Add, who: str) -> None:
    etag = call("get_person", path={"person_id": who}).headers["etag"]
    assert call("remove_person", path={"person_id": who}, headers={"If-Match": etag}).status == 204
    assert credit(call, add(), person_id=who).json["type"] == "/problems/unknown-person"


def test_a_stale_etag_is_412_an_unknown_credit_404_another_title_s_too(call: Call, add: Add, who: str) -> None:
    title, other = add(), add()
    made = credit(call, title, person_id=who)
    assert credit(call, title, person_id=who, character="late").status == 412
    for operation in ("change_credit", "remove_credit"):
        assert act(call, operation, title, made.json["id"], title["etag"]).status == 412
        assert act(call, operation, title, str(uuid.uuid4()), made.headers["etag"]).status == 404
        assert act(call, operation, other, made.json["id"], other["etag"]).status == 404
    nothing = {"id": str(uuid.uuid4()), "etag": '"1-00000000"'}
    assert credit(call, nothing, person_id=who).status == 404
    gone = add()
    assert call("remove_title", path={"title_id": gone["id"]}, headers={"If-Match": gone["etag"]}).status == 204
    assert credit(call, gone, person_id=who).status == 410


def test_a_credit_by_hand_survives_an_import(call: Call, who: str, schema: Schema) -> None:
    row = film()
    import_titles({"rows": [row]}, None)
    sql = "SELECT title_id FROM title_external_ids WHERE value = %s"
    title = str(uuid.UUID(bytes=schema.rows(sql, (row["movie"]["id"],))[0]["title_id"]))
    etag = call("get_title", path={"title_id": title}).headers["etag"]
    assert credit(call, {"id": title}, etag, person_id=who).status == 201
    distributor = make(call, "add_company")["id"]
    etag = call("get_title", path={"title_id": title}).headers["etag"]
    body = {"companies": [{"company_id": distributor, "role": "distribution"}]}
    assert put(call, "replace_title_companies", {"id": title}, body, etag).status == 200
    studio = {"id": number(), "name": "A studio"}
    assert import_titles({"rows": [again(row, production_companies=[studio])]}, None)["changed"] == 1
    found = call("get_title", path={"title_id": title}, query={"append": "credits,companies"}).json
    assert [each["person_id"] for each in found["credits"]["cast"]] == [who]
    assert {each["role"] for each in found["companies"]} == {"production", "distribution"}


def two_writers(title: str, people: list[str], monkeypatch: pytest.MonkeyPatch | None = None) -> list[str]:
    """Two credits on the same version of a title at once, each on a connection of its own; what became of them."""
    if monkeypatch is not None:
        monkeypatch.setattr(_title_parts, "require_version", lambda *_: None)
    settings, outcomes, start = Settings.load(), list[str](), threading.Barrier(2)

    def write(person: str) -> None:
        store = Titles(Database(settings.mysql_url, settings.mysql_secret))
        facts = CreditFacts(person_id=PersonId(person), role="cast")
        start.wait()
        try:
            with store.transaction() as titles:
                _, _, events = _title_parts.written(
                    titles, TitleId(title), Caller("test"), 1, lambda parts: parts.add_credit(facts)
                )
                titles.save(*events)
            outcomes.append("won")
        except ChangedMeanwhile:
            outcomes.append("refused")

    writers = [threading.Thread(target=write, args=(person,)) for person in people]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sorted(outcomes)


def test_of_two_writers_at_once_one_wins_and_the_other_gets_412(call: Call, add: Add) -> None:
    people = [make(call, "add_person")["id"] for _ in range(2)]
    assert two_writers(add()["id"], people) == ["refused", "won"]


def test_without_the_version_both_would_win(call: Call, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [make(call, "add_person")["id"] for _ in range(2)]
    assert two_writers(add()["id"], people, monkeypatch) == ["won", "won"]


def test_companies_stand_in_order_with_their_roles(call: Call, add: Add, schema: Schema) -> None:
    title, one, two = add(), make(call, "add_company"), make(call, "add_company")
    wanted = [
        {"company_id": two["id"], "role": "network"},
        {"company_id": one["id"], "role": "production"},
        {"company_id": two["id"], "role": "distribution"},
    ]
    made = put(call, "replace_title_companies", title, {"companies": wanted})
    assert made.status == 200, made.json
    told = [{name: each[name] for name in ("company_id", "role")} for each in shown(call, title, "companies")]
    assert (told, made.json["companies"]) == (wanted, shown(call, title, "companies"))
    items = call("list_company_titles", path={"company_id": two["id"]}, query={}).json["items"]
    assert [each["role"] for each in items] == ["distribution", "network"]
    same = put(call, "replace_title_companies", title, {"companies": wanted}, made.headers["etag"])
    assert same.headers["etag"] == made.headers["etag"]
    fewer = put(call, "replace_title_companies", title, {"companies": []}, made.headers["etag"])
    assert (fewer.json["companies"], shown(call, title, "companies")) == ([], [])
    assert put(call, "replace_title_companies", title, {"companies": []}).status == 412
    sql = "SELECT before_value FROM field_changes WHERE thing_id = %s AND version = 3 AND field = 'companies'"
    (row,) = schema.rows(sql, (uuid.UUID(title["id"]).bytes,))
    assert len(json.loads(row["before_value"])) == 3


def test_keywords_stand_in_order_by_name(call: Call, add: Add, schema: Schema) -> None:
    title = add()
    names = [make(call, "add_keyword")["name"] for _ in range(2)]
    made = put(call, "replace_title_keywords", title, {"keywords": names[::-1]})
    assert (made.status, made.json) == (200, {"keywords": names[::-1]})
    assert shown(call, title, "keywords") == names[::-1]
    event = schema.published(title["id"])[-1]
    assert (event.data["changed"], event.data["keywords"]) == (["keywords"], names[::-1])
    assert put(call, "replace_title_keywords", title, {"keywords": names}).status == 412


@pytest.mark.parametrize(
    ("operation", "body", "pointer"),
    [
        ("replace_title_keywords", {"keywords": ["never heard"]}, "/keywords/0"),
        ("replace_title_keywords", {"keywords": ["x", "x"]}, "/keywords"),
        ("replace_title_keywords", {"keywords": ["x" * 129]}, "/keywords/0"),
        ("replace_title_keywords", {"words": []}, "/keywords"),
        ("replace_title_companies", {"companies": [{"company_id": str(uuid.uuid4())}]}, "/companies/0/company_id"),
        ("replace_title_companies", {"companies": [{"company_id": "ufa"}]}, "/companies/0/company_id"),
        ("replace_title_companies", {"companies": [{"company_id": str(uuid.UUID(int=1))}] * 2}, "/companies"),
        (
            "replace_title_companies",
            {"companies": [{"company_id": str(uuid.UUID(int=1)), "role": "catering"}]},
            "/companies/0/role",
        ),
    ],
)
def test_a_list_that_cannot_be_is_422(call: Call, add: Add, operation: str, body: dict[str, Any], pointer: str) -> None:
    answer = put(call, operation, add(), body)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.usefixtures("schema")
@pytest.mark.parametrize(
    "operation",
    ["add_credit", "change_credit", "remove_credit", "replace_title_companies", "replace_title_keywords"],
)
def test_a_caller_without_the_scope_is_refused(operation: str) -> None:
    event = sample("catalogue", operation)
    event["requestContext"]["authorizer"]["scope"] = "catalogue:read"
    assert __import__(f"catalogue.{operation}", fromlist=["handler"]).handler(event, None)["statusCode"] == 403
