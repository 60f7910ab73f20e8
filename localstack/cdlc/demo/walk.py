"""The steps of the walk, in order; each raises `Wrong` where the answer is not right."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redis

from cdlc.demo.stage import Stage, Wrong
from deployer import clients

if TYPE_CHECKING:
    from collections.abc import Callable

MOVIELENS_LAST_INSTANT = "2018-09-24T14:27:30Z"


def look_around(stage: Stage) -> None:
    """Films are there, can be found, and are shown with whom they credit."""
    page = stage.get("/api/catalogue/titles", limit=3, sort="-release_date")
    stage.say(f"films, newest first: {', '.join(item['name'] for item in page['items'])}")
    title = page["items"][0]
    whole = stage.get(f"/api/catalogue/titles/{title['id']}", append="credits,companies,countries")
    cast = [
        credit["person"]["name"] if "person" in credit else credit["name"] for credit in whole["credits"]["cast"][:3]
    ]
    stage.say(f"  {whole['name']} ({whole['release_date']}): with {', '.join(cast) or 'nobody credited'}")
    stage.say(f"  {stage.settings.public_url}/api/catalogue/titles/{title['id']}?append=credits")


def change_a_title(stage: Stage) -> None:
    """A title is made, changed, seen fresh in Redis and at the edge, and removed."""
    made = stage.change("POST", "/api/catalogue/titles", 201, {"kind": "film", "name": f"Demo reel {uuid.uuid4()}"})
    path = f"/api/catalogue/titles/{made.json()['id']}"
    found = stage.expect(200, stage.edge.get(path))
    name = f"Director's cut {uuid.uuid4()}"
    stage.change("PATCH", path, 200, {"name": name}, **{"If-Match": found.headers["etag"]})
    cache = redis.Redis(port=stage.settings.ports["redis"])
    key = f"cdlc:catalogue:title:{{{made.json()['id']}}}"
    stage.until(
        lambda: any(name.encode() in each for each in cache.hgetall(key).values()), 1, "Redis fresh after PATCH"
    )
    stage.until(lambda: stage.get(path)["name"] == name, 2, "the edge fresh after PATCH")
    etag = stage.expect(200, stage.edge.get(path)).headers["etag"]
    stage.change("DELETE", path, 204, **{"If-Match": etag})
    stage.say("a title made, changed (Redis fresh within 1 s, the edge within 3 s) and removed")


def refusals(stage: Stage) -> None:
    """What is wrong is said precisely."""
    missing = stage.expect(401, stage.edge.delete(f"/api/catalogue/titles/{uuid.uuid4()}"))
    unknown = stage.expect(404, stage.edge.get(f"/api/catalogue/titles/{uuid.uuid4()}"))
    for answer in (missing, unknown):
        if not answer.headers["content-type"].startswith("application/problem+json"):
            raise Wrong(f"{answer.request.url}: not problem+json: {answer.text[:200]}")
    stage.say(f"refusals: {missing.json()['type']}, {unknown.json()['type']}")


def countries(stage: Stage) -> None:
    """Table changes have reached ClickHouse; one query over them."""
    page = stage.until(lambda: stage.get("/api/insights/titles-by-country", limit=3)["items"], 30, "rows in ClickHouse")
    stage.say(
        "titles by country: " + ", ".join(f"{item['name'] or item['country_code']} {item['titles']}" for item in page)
    )


def trending(stage: Stage) -> None:
    """The schedule's function, at the ratings' last instant by the movable clock."""
    functions = stage.aws("lambda")
    clients.invoke(functions, find(functions, "discovery.refresh_trending"), {"time": MOVIELENS_LAST_INSTANT})
    page = stage.until(lambda: stage.get("/api/discovery/trending", limit=3)["items"], 10, "a trending list")
    stage.say("trending: " + ", ".join(item["name"] for item in page))


def real_input(stage: Stage) -> None:
    """Import TMDB 5000 and MovieLens where CDLC_DATA says that they lie; else say what is left out."""
    folder = os.environ.get("CDLC_DATA")
    if not folder:
        stage.say("CDLC_DATA is not set: TMDB 5000 and MovieLens are left out; the project's own films serve")
        return
    for kind, name in (("tmdb", "tmdb5000"), ("movielens", "ml-latest-small")):
        stage.say(f"importing {name}")
        done = subprocess.run([sys.executable, "-m", "cdlc", "import", kind, str(Path(folder) / name)], check=False)
        if done.returncode not in (0, 3):  # 3: some rows were rejected and reported
            raise Wrong(f"cdlc import {kind} ended with {done.returncode}")


def find(functions: Any, operation: str) -> str:
    """The deployed function of `CONTEXT.OPERATION`."""
    for page in functions.get_paginator("list_functions").paginate():
        for each in page["Functions"]:
            if each["Handler"] == f"{operation}.handler":
                return str(each["FunctionName"])
    raise Wrong(f"no deployed function handles {operation}")


STEPS: tuple[Callable[[Stage], None], ...] = (real_input, look_around, refusals, change_a_title, countries, trending)
