"""The steps of the walk, in order; each raises `Wrong` where the answer is not right."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redis
from kafka import KafkaAdminClient, KafkaConsumer

from cdlc.demo import evening
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
    shown = (f"{item['name'] or item['country_code']} {item['titles_count']}" for item in page)
    stage.say(f"titles by country: {', '.join(shown)}")


def trending(stage: Stage) -> None:
    """The hourly schedule's function; on real ratings the movable clock is put at their last instant for it."""
    functions, real = stage.aws("lambda"), os.environ.get("CDLC_DATA")
    refresh = clients.function_of(functions, "discovery.refresh_trending")
    if real:
        ahead = datetime.fromisoformat(MOVIELENS_LAST_INSTANT) - datetime.now(UTC)
        move_clock(stage, round(ahead.total_seconds()))
    try:
        # A warm function reads the clock every few seconds: wait for the instant, not for a time.
        then = MOVIELENS_LAST_INSTANT[:10] if real else datetime.now(UTC).date().isoformat()
        stage.until(
            lambda: clients.invoke(functions, refresh, {})["computed_at"][:10] == then, 20, f"the clock at {then}"
        )
        page = stage.until(lambda: fresh_trending(stage, then), 10, "a trending list")
    finally:
        if real:
            move_clock(stage, 0)
    stage.say(f"trending on {then}: " + ", ".join(item["name"] for item in page["items"]))


def fresh_trending(stage: Stage, then: str) -> Any:
    """The trending list, once the edge shows the one of day `then`."""
    page = stage.get("/api/discovery/trending", limit=3)
    return page if page["items"] and page["computation"]["computed_at"][:10] == then else None


def move_clock(stage: Stage, seconds: int) -> None:
    """Put the stage's clock so many seconds ahead of the wall clock."""
    name = f"/cdlc/{stage.settings.stage}/clock"
    stage.aws("ssm").put_parameter(Name=name, Value=str(seconds), Type="String", Overwrite=True)


def real_input(stage: Stage) -> None:
    """Import TMDB 5000 and MovieLens where CDLC_DATA says that they lie; else say what is left out."""
    folder = os.environ.get("CDLC_DATA")
    if not folder:
        stage.say("CDLC_DATA is not set: TMDB 5000, series and MovieLens are left out; the project's own films serve")
        return
    for kind, name in (("tmdb", "tmdb5000"), ("series", "tv"), ("movielens", "ml-latest-small")):
        stage.say(f"importing {name}")
        done = subprocess.run([sys.executable, "-m", "cdlc", "import", kind, str(Path(folder) / name)], check=False)
        if done.returncode not in (0, 3):  # 3: some rows were rejected and reported
            raise Wrong(f"cdlc import {kind} ended with {done.returncode}")


def settle(stage: Stage) -> None:
    """What was imported has reached every subscriber: no consumer group of ours lags behind its topic."""
    began = time.monotonic()
    stage.until(lambda: lag(stage.settings.address("kafka")) == 0, 600, "subscribers have read every event")
    stage.say(f"every event and row change has been read by its subscribers ({time.monotonic() - began:.0f} s later)")


def lag(bootstrap: str) -> int:
    """How many records the groups `cdlc.*` have not committed yet, over all topics that they read."""
    admin, probe = KafkaAdminClient(bootstrap_servers=bootstrap), KafkaConsumer(bootstrap_servers=bootstrap)
    try:
        behind = 0
        for group in (each["group_id"] for each in admin.list_groups() if each["group_id"].startswith("cdlc.")):
            read = admin.list_group_offsets(group)[group]
            ends = probe.end_offsets(list(read)) if read else {}
            behind += sum(ends[partition] - read[partition].offset for partition in ends)
        return behind
    finally:
        admin.close()
        probe.close()


STEPS: tuple[Callable[[Stage], None], ...] = (
    real_input, settle, look_around, refusals, change_a_title, countries, trending,
    evening.watch, evening.buy, evening.befriend,
)  # fmt: skip
