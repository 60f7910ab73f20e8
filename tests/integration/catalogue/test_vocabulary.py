"""list_genres, get_genre, add_genre, change_genre, remove_genre; list_countries, list_languages; list_keywords,
get_keyword, add_keyword, change_keyword, remove_keyword.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from catalogue.add_genre import handler as add_genre
from catalogue.change_genre import handler as change_genre
from catalogue.import_titles import handler as import_titles
from catalogue.remove_genre import handler as remove_genre
from integration.catalogue.films import film
from integration.catalogue.lambda_calls import deliver, sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]

KINDS = ("genre", "keyword")


def body_of(kind: str) -> dict[str, str]:
    mark = uuid.uuid4().hex[:10]
    return {"name": f"Word {mark}", **({"slug": f"word-{mark}"} if kind == "genre" else {})}


def post(call: Call, kind: str, body: dict[str, Any]) -> Any:
    return call(f"add_{kind}", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})


def path_of(kind: str, word: dict[str, Any]) -> dict[str, str]:
    return {"genre_slug": word["slug"]} if kind == "genre" else {"keyword_id": word["id"]}


def act(call: Call, operation: str, kind: str, word: dict[str, Any], etag: str, **more: Any) -> Any:
    return call(f"{operation}_{kind}", path=path_of(kind, word), headers={"If-Match": etag}, **more)


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_is_added_renamed_and_removed(call: Call, kind: str) -> None:
    made = post(call, kind, body_of(kind))
    assert made.status == 201, made.json
    found = call(f"get_{kind}", path=path_of(kind, made.json))
    assert (found.json, found.headers["etag"]) == (made.json, made.headers["etag"])
    name = f"Another {uuid.uuid4().hex[:8]}"
    renamed = act(call, "change", kind, made.json, made.headers["etag"], body={"name": name})
    assert (renamed.status, renamed.json) == (200, {**made.json, "name": name})
    query = {} if kind == "genre" else {"query": name.split()[1]}
    assert renamed.json in call(f"list_{kind}s", query=query).json["items"]
    assert act(call, "change", kind, made.json, made.headers["etag"], body={"name": "late"}).status == 412
    assert act(call, "remove", kind, made.json, made.headers["etag"]).status == 412
    assert act(call, "remove", kind, made.json, renamed.headers["etag"]).status == 204
    assert call(f"get_{kind}", path=path_of(kind, made.json)).status == 404
    assert act(call, "remove", kind, made.json, renamed.headers["etag"]).status == 404
    assert post(call, kind, {**body_of(kind), "name": name}).status == 201


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", [{"name": ""}, {"name": "x" * 129}, {"name": None}, {"colour": "red"}])
def test_what_cannot_be_is_422(call: Call, kind: str, wrong: dict[str, Any]) -> None:
    answer = post(call, kind, body_of(kind) | wrong)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, f"/{next(iter(wrong))}")


def test_a_slug_is_lower_case_words_with_hyphens(call: Call) -> None:
    assert post(call, "genre", {"name": "Film noir", "slug": "Film Noir"}).json["errors"][0]["pointer"] == "/slug"


@pytest.mark.parametrize(("kind", "pointer"), [("genre", "/slug"), ("keyword", "/name")])
def test_the_same_word_is_there_once(call: Call, kind: str, pointer: str) -> None:
    body = body_of(kind)
    assert post(call, kind, body).status == 201
    answer = post(call, kind, body)
    assert (answer.status, answer.json["type"]) == (409, f"/problems/{kind}-taken")
    assert answer.json["errors"][0]["pointer"] == pointer


def test_two_keywords_cannot_come_to_have_one_name(call: Call) -> None:
    one, other = (post(call, "keyword", body_of("keyword")) for _ in range(2))
    answer = act(call, "change", "keyword", one.json, one.headers["etag"], body={"name": other.json["name"]})
    assert (answer.status, answer.json["type"]) == (409, "/problems/keyword-taken")


def test_a_genre_that_a_title_has_stays_until_no_title_has_it(call: Call, add: Add) -> None:
    genre = post(call, "genre", body_of("genre"))
    title = add(genres=[genre.json["slug"]])
    refused = act(call, "remove", "genre", genre.json, genre.headers["etag"])
    assert (refused.status, refused.json["type"]) == (409, "/problems/genre-in-use")
    headers = {"If-Match": title["etag"]}
    assert call("change_title", path={"title_id": title["id"]}, body={"genres": []}, headers=headers).status == 200
    assert act(call, "remove", "genre", genre.json, genre.headers["etag"]).status == 204


def test_a_keyword_s_new_name_reaches_the_titles_that_show_it_and_it_cannot_go(call: Call, schema: Schema) -> None:
    name = f"silent {uuid.uuid4().hex[:8]}"
    row = film(keywords=[{"id": 1, "name": name}])
    assert import_titles({"rows": [row]}, None)["added"] == 1
    (keyword,) = call("list_keywords", query={"query": name}).json["items"]
    etag = call("get_keyword", path=path_of("keyword", keyword)).headers["etag"]
    renamed = act(call, "change", "keyword", keyword, etag, body={"name": f"{name} film"})
    assert renamed.status == 200
    (title,) = {each.subject for each in schema.published() if f"{name} film" in each.data.get("keywords", ())}
    deliver("catalogue", "on_title_changed", schema.published(title)[-1])
    shown = call("get_title", path={"title_id": title}, query={"append": "keywords"})
    assert (shown.json["keywords"], shown.headers["etag"][:3]) == ([f"{name} film"], '"2-')
    refused = act(call, "remove", "keyword", keyword, renamed.headers["etag"])
    assert (refused.status, refused.json["type"]) == (409, "/problems/keyword-in-use")


def test_keywords_page_by_name(call: Call) -> None:
    mark = uuid.uuid4().hex[:10]
    for name in ("c", "a", "b"):
        post(call, "keyword", {"name": f"{name} {mark}"})
    first = call("list_keywords", query={"query": mark.upper(), "limit": "2"}).json
    rest = call("list_keywords", query={"query": mark.upper(), "limit": "2", "cursor": first["next_cursor"]}).json
    assert [each["name"][0] for each in (*first["items"], *rest["items"])] == ["a", "b", "c"]
    assert call("list_keywords", query={"query": "other", "cursor": first["next_cursor"]}).status == 422


def test_countries_and_languages_are_listed_whole(call: Call) -> None:
    countries, languages = (call(f"list_{each}").json for each in ("countries", "languages"))
    assert {"code": "JP", "name": "Japan"} in countries["items"]
    assert (len(countries["items"]) > 240, countries["next_cursor"]) == (True, None)
    assert "en" in {each["code"] for each in languages["items"]}


@pytest.mark.usefixtures("schema")
@pytest.mark.parametrize("handler", [add_genre, change_genre, remove_genre])
def test_a_caller_without_the_scope_is_refused(handler: Any) -> None:
    event = sample("catalogue", handler.operation)
    event["requestContext"]["authorizer"]["scope"] = "catalogue:read"
    assert handler(event, None)["statusCode"] == 403


@pytest.mark.parametrize("slug", ["drámá", "🎬", "drama' OR '1", "\x00", "x" * 2000, "%"])
def test_a_slug_that_no_genre_can_have_is_404(call: Call, slug: str) -> None:
    assert call("get_genre", path={"genre_slug": slug}).status == 404
    assert act(call, "change", "genre", {"slug": slug}, '"1-0"', body={"name": "x"}).status == 404
