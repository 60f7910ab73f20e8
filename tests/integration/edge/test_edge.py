"""The edge's rules, on the real nginx: what it keeps, what it never keeps, what it passes on, how it fails."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from local_cloud import eventually

if TYPE_CHECKING:
    from conftest import Answer, Asked, Front

PUBLIC = {"Cache-Control": "public, s-maxage=60", "Content-Type": "application/json"}


def _counting(headers: dict[str, str], status: int = 200) -> object:
    count = iter(range(1000))
    return lambda _: (status, headers, b'{"n": %d}' % next(count))


def test_a_public_reply_is_kept_for_as_long_as_it_says(front: Front) -> None:
    front.upstream.answer = _counting(PUBLIC)
    first, second = front.client.get("/api/catalogue/titles?q=a"), front.client.get("/api/catalogue/titles?q=a")
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert first.json() == second.json()
    assert front.client.get("/api/catalogue/titles?q=b").json() != first.json()


def test_a_reply_without_cache_control_is_never_kept(front: Front) -> None:
    front.upstream.answer = _counting({"Content-Type": "application/json"})
    assert front.client.get("/api/catalogue/titles").json() != front.client.get("/api/catalogue/titles").json()


def test_a_caller_with_a_token_neither_fills_nor_reads_the_cache(front: Front) -> None:
    front.upstream.answer = _counting(PUBLIC)
    token = {"Authorization": "Bearer secret"}
    personal = front.client.get("/api/catalogue/titles", headers=token)
    public = front.client.get("/api/catalogue/titles")
    assert public.json() != personal.json()
    assert front.client.get("/api/catalogue/titles", headers=token).json() not in (personal.json(), public.json())
    assert front.client.get("/api/catalogue/titles").json() == public.json()


def test_a_failure_is_never_kept_whatever_it_says(front: Front) -> None:
    front.upstream.answer = _counting(PUBLIC, status=500)
    assert front.client.get("/api/catalogue/titles").status_code == 500
    front.upstream.answer = _counting(PUBLIC)
    assert front.client.get("/api/catalogue/titles").status_code == 200


def test_a_stale_reply_is_served_at_once_and_renewed_behind_it(front: Front) -> None:
    front.upstream.answer = _counting({"Cache-Control": "public, s-maxage=1, stale-while-revalidate=60"})
    first = front.client.get("/api/catalogue/titles").json()
    seen: list[str] = []

    def renewed() -> bool:
        answer = front.client.get("/api/catalogue/titles")
        seen.append(answer.headers["x-cache"])
        return bool(answer.json() != first)

    eventually(renewed, 10, "the reply is renewed")
    assert "STALE" in seen
    assert seen[-1] in ("HIT", "STALE")


def asked_by_a_crowd(front: Front, headers: dict[str, str]) -> int:
    """How often the upstream is asked when 20 read one page that nobody has read before."""
    enough = threading.Event()

    def slow(_: Asked) -> Answer:
        enough.wait(2)  # so long does the first answer take, unless more come through
        return 200, PUBLIC, b"{}"

    front.upstream.answer = slow
    with ThreadPoolExecutor(20) as pool:
        readers = [pool.submit(front.client.get, "/api/catalogue/titles", headers=headers) for _ in range(20)]
        while not all(reader.done() for reader in readers):
            if len(front.upstream.asked) > 1:
                enough.set()
            wait(readers, timeout=0.05)
    assert {reader.result().status_code for reader in readers} == {200}
    return len(front.upstream.asked)


def test_a_crowd_on_a_page_that_is_not_kept_yet_is_one_question(front: Front) -> None:
    assert asked_by_a_crowd(front, {}) == 1


def test_callers_with_tokens_do_not_wait_for_each_other(front: Front) -> None:
    assert asked_by_a_crowd(front, {"Authorization": "Bearer secret"}) == 20


def test_what_is_gone_upstream_is_gone_at_the_edge_when_its_time_is_over(front: Front) -> None:
    """A refusal is not kept, so it must not leave the old reply to be served for ever."""
    front.upstream.answer = _counting({"Cache-Control": "public, s-maxage=1, stale-while-revalidate=1"})
    assert front.client.get("/api/catalogue/titles").status_code == 200
    front.upstream.answer = _counting({"Cache-Control": "no-store"}, 410)
    eventually(lambda: front.client.get("/api/catalogue/titles").status_code == 410, 3, "the edge says that it is gone")


def test_the_api_gets_its_own_host_and_the_path_as_it_was_sent(front: Front) -> None:
    front.client.get("/api/catalogue/titles/a%2Fb?genre=drama%252Ccomedy")
    asked = front.upstream.asked[-1]
    assert asked.path == "/catalogue/titles/a%2Fb?genre=drama%252Ccomedy"
    assert asked.headers["host"] == "api.cdlc.localhost"


def test_what_lies_beside_the_contexts_never_reaches_the_cloud(front: Front) -> None:
    for path in (
        "/api/_localstack/health",
        "/_aws/execute-api/x",
        "/api/catalogue/../../_localstack/health",
        "/api/catalogues",
    ):
        answer = front.client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found"), path
    assert front.upstream.asked == []


def test_the_request_id_goes_both_ways_and_never_comes_from_the_cache(front: Front) -> None:
    def echo(asked: Asked) -> Answer:
        return 200, {**PUBLIC, "X-Request-Id": asked.headers["x-request-id"]}, b"{}"

    front.upstream.answer = echo
    first = front.client.get("/api/catalogue/titles", headers={"X-Request-Id": "one"})
    second = front.client.get("/api/catalogue/titles", headers={"X-Request-Id": "two"})
    third = front.client.get("/api/catalogue/titles")
    assert [answer.headers["x-cache"] for answer in (first, second, third)] == ["MISS", "HIT", "HIT"]
    assert [first.headers["x-request-id"], second.headers["x-request-id"]] == ["one", "two"]
    assert third.headers["x-request-id"] not in ("", "one", "two")


def test_a_dead_cloud_is_a_problem_with_retry_after_and_stays_unkept(front: Front) -> None:
    front.server.shutdown()
    front.server.server_close()
    answer = front.client.get("/api/catalogue/titles", headers={"X-Request-Id": "one"})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert answer.json() | {"detail": ""} == {
        "type": "/problems/unavailable", "title": "Unavailable", "status": 503, "detail": "", "instance": "one",
        "errors": [],
    }  # fmt: skip
    assert int(answer.headers["retry-after"]) >= 1


def test_discovery_of_the_authorization_server_lies_at_the_root(front: Front) -> None:
    for name in ("jwks.json", "openid-configuration", "oauth-authorization-server"):
        assert front.client.get(f"/.well-known/{name}").status_code == 200
        assert front.upstream.asked[-1].path == f"/identity/{name}"
        assert front.upstream.asked[-1].headers["host"] == "api.cdlc.localhost"


def test_replies_are_compressed_as_the_caller_can_read_them(front: Front) -> None:
    front.upstream.answer = lambda _: (200, {"Content-Type": "application/json"}, b'{"title": "%s"}' % (b"x" * 2000))
    for encoding in ("br", "gzip"):
        answer = front.client.get("/api/catalogue/titles", headers={"Accept-Encoding": encoding})
        assert answer.headers["content-encoding"] == encoding
    assert "accept-encoding" not in front.upstream.asked[-1].headers


def test_media_are_kept_in_slices_and_served_by_range(front: Front) -> None:
    film = bytes(range(256)) * 8192  # 2 MiB

    def ranged(asked: Asked) -> Answer:
        first, last = (int(number) for number in asked.headers["range"].removeprefix("bytes=").split("-"))
        part = film[first : last + 1]
        span = f"bytes {first}-{first + len(part) - 1}/{len(film)}"
        return (
            206,
            {"Content-Range": span, "ETag": '"film"', "Accept-Ranges": "bytes", "Content-Type": "video/mp4"},
            part,
        )

    front.upstream.answer = ranged
    across = {"Range": "bytes=1048570-1048580"}
    answer = front.client.get("/media/films/cleo.mp4", headers=across)
    assert (answer.status_code, answer.content) == (206, film[1048570:1048581])
    assert {asked.path for asked in front.upstream.asked} == {"/cdlc-local-media/films/cleo.mp4"}
    assert {asked.headers["range"] for asked in front.upstream.asked} == {
        "bytes=0-1048575",
        "bytes=1048576-2097151",
    } | ({asked.headers["range"] for asked in front.upstream.asked} - {"bytes=0-1048575"})
    before = len(front.upstream.asked)
    assert front.client.get("/media/films/cleo.mp4", headers=across).content == answer.content
    assert len(front.upstream.asked) == before
    assert front.client.get("/media/films/cleo.mp4").content == film


def test_nothing_can_be_written_through_the_media(front: Front) -> None:
    assert front.client.request("PUT", "/media/films/cleo.mp4", content=b"x").status_code in (403, 404, 405)
    assert front.upstream.asked == []


def test_the_merged_openapi_is_served_when_it_was_rendered(front: Front) -> None:
    assert front.client.get("/api/openapi.json").status_code == 404
    (front.settings.state / "edge" / "openapi.json").write_text('{"openapi": "3.1.0"}')
    answer = front.client.get("/api/openapi.json")
    assert (answer.headers["content-type"], answer.json()) == ("application/json", {"openapi": "3.1.0"})


def test_the_api_s_page_has_its_files_and_nothing_else_of_their_folder(front: Front) -> None:
    page = front.client.get("/api/docs/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html")
    assert front.client.get("/api/docs").headers["location"] == "/api/docs/"
    for name in ("swagger-ui-bundle.min.js", "swagger-ui.min.css"):
        assert name in page.text
        assert front.client.get(f"/api/docs/{name}").status_code == 200
    for name in ("html.py", "swagger-ui-no.js", "swagger-ui..%2fhtml.py", "../html.py"):
        assert front.client.get(f"/api/docs/{name}").status_code == 404
