"""The walk's second half, as people live it: a film from upload to playback, two seats, what a friend thinks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdlc.demo.stage import Wrong

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdlc.demo.stage import Stage

_BUNNY = "video/bbb/bbb_480p_30s.mp4"
_ENDED = {"completed", "declined", "refused", "cancelled", "failed"}
_SEEN = """
query Seen($id: ID!) {
  title(id: $id) { name myRating { value } ratingsByFollowed { edges { node { profile { id } value } } } }
}
"""


def watch(stage: Stage) -> None:
    """A film is uploaded in parts, transcoded, played through the edge by ranges, and goes on where it was left."""
    data, title = os.environ.get("CDLC_DATA"), _title(stage)
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(data) / _BUNNY if data else _drawn(Path(folder) / "test-card.mp4")
        stage.say(f"uploading {clip.name} as a film of {title['name']}")
        words = (sys.executable, "-m", "cdlc", "upload", str(clip), "--title", title["id"], "--wait", "--json")
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Wrong(f"cdlc upload ended with {done.returncode}: {done.stdout}")
    asset = stage.get(f"/api/media/assets/{json.loads(done.stdout)['asset_id']}")
    rungs = ", ".join(f"{rung['width']}x{rung['height']}" for rung in asset["renditions"])
    stage.say(
        f"published: {asset['duration_ms'] / 1000:.1f} s as {rungs}: {stage.settings.public_url}{asset['playlist']}"
    )
    _range(stage, asset)
    path = f"/api/media/positions/{asset['id']}"
    stage.change("PUT", path, 200, {"position_ms": 20_000}, who="viewer")
    if stage.get(path, who="viewer")["position_ms"] != 20_000:  # noqa: PLR2004 - as just recorded
        raise Wrong(f"{path} is not where it was left")
    stage.say("a range served from the edge's cache, the position kept")


def _title(stage: Stage) -> dict[str, Any]:
    page = stage.get("/api/catalogue/titles", limit=1, query="A Trip to the Moon")
    title: dict[str, Any] = page["items"][0]
    return title


def _drawn(clip: Path) -> Path:
    picture, sound = ("-f", "lavfi", "-i", "testsrc2=s=640x360:r=24:d=30"), ("-f", "lavfi", "-i", "sine=f=330:d=30")
    codecs = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    subprocess.run(("ffmpeg", "-v", "error", *picture, *sound, *codecs, str(clip)), check=True)
    return clip


def _range(stage: Stage, asset: dict[str, Any]) -> None:
    """Two bytes of the first poster, the second time from the edge's cache."""
    for cached in (False, True):
        answer = stage.expect(206, stage.edge.get(asset["posters"][0], headers={"Range": "bytes=0-1"}))
        if answer.content != b"\xff\xd8":  # how a JPEG begins
            raise Wrong(f"{answer.request.url}: the first two bytes are {answer.content!r}")
        if cached and answer.headers["x-cache"] != "HIT":
            raise Wrong(f"{answer.request.url}: {answer.headers['x-cache']}, not from the cache")


def buy(stage: Stage) -> None:
    """Two seats of a showing are bought; a declined card gets none and leaves them free."""
    showing = stage.get("/api/booking/showings", limit=1)["items"][0]
    place = f"/api/booking/showings/{showing['id']}/seats"
    free = [seat for seat in stage.get(place)["items"] if seat["state"] == "free"][:2]
    declined = _checkout(stage, showing, free, "pm_card_chargeDeclined")
    bought = _checkout(stage, showing, free, "pm_card_visa")
    for checkout, wanted in ((declined, "declined"), (bought, "completed")):
        if checkout["status"] != wanted:
            raise Wrong(f"checkout {checkout['id']} ended as {checkout['status']}, not {wanted}: {checkout['problem']}")
    order = stage.get(f"/api/orders/orders/{bought['order_id']}", who="viewer")
    euros, cents = divmod(order["total"]["amount"], 100)
    where = f"{order['venue']}, {order['starts_at']}, {euros}.{cents:02} {order['total']['currency']}"
    stage.say(f"a declined card gets no seat; then {_seats(order['tickets'])} for {order['title']}: {where}")
    rows = stage.clickhouse()
    statement = f"SELECT count() FROM orders_orders WHERE id = '{order['id']}'"  # noqa: S608 - an id of our own
    stage.until(lambda: rows.query(statement).result_rows[0][0], 30, "the order in ClickHouse")
    stage.say("the order has reached ClickHouse")


def _checkout(stage: Stage, showing: dict[str, Any], seats: list[dict[str, Any]], card: str) -> dict[str, Any]:
    body = {"showing_id": showing["id"], "seat_ids": [seat["id"] for seat in seats], "payment_method": card}
    began = stage.change("POST", "/api/orders/checkouts", 202, body, who="viewer").json()
    path = f"/api/orders/checkouts/{began['id']}"

    def ended() -> dict[str, Any] | None:
        checkout: dict[str, Any] = stage.get(path, who="viewer")
        return checkout if checkout["status"] in _ENDED else None

    found = stage.until(ended, 60, f"{path} has ended")
    assert found is not None  # noqa: S101 - `until` answers what is truthy
    return found


def _seats(tickets: Iterable[dict[str, Any]]) -> str:
    return " and ".join(f"row {ticket['row']} seat {ticket['number']}" for ticket in tickets)


def befriend(stage: Stage) -> None:
    """The viewer follows the curator and sees, in one GraphQL query, what the curator thinks of a film."""
    title = _title(stage)
    curator = _ask(stage, "curator", "{ me { id } }")["me"]["id"]
    _rate(stage, "curator", title["id"], 9)
    path = f"/api/social/follows/{curator}"
    answer = stage.edge.put(path, headers={"Authorization": f"Bearer {stage.token('viewer')}"})
    if answer.status_code not in {200, 201}:
        raise Wrong(f"PUT {path} answered {answer.status_code}: {answer.text[:400]}")

    def seen() -> bool:
        found = _ask(stage, "viewer", _SEEN, id=title["id"])["title"]["ratingsByFollowed"]["edges"]
        return {"profile": {"id": curator}, "value": 9} in [edge["node"] for edge in found]

    stage.until(seen, 15, "the viewer sees what the curator gave")
    stage.say(f"the viewer follows the curator, who gave {title['name']} 9 of 10")


def _rate(stage: Stage, who: str, title_id: str, value: int) -> None:
    path, headers = f"/api/social/ratings/{title_id}", {"Authorization": f"Bearer {stage.token(who)}"}
    known = stage.edge.get(path, headers=headers)
    if known.status_code == 200:  # noqa: PLR2004 - rated in an earlier walk
        headers["If-Match"] = known.headers["etag"]
    answer = stage.edge.put(path, json={"value": value}, headers=headers)
    if answer.status_code not in {200, 201}:
        raise Wrong(f"PUT {path} answered {answer.status_code}: {answer.text[:400]}")


def _ask(stage: Stage, who: str, query: str, **variables: Any) -> dict[str, Any]:
    body, path = {"query": query, "variables": variables}, "/api/social/graphql"
    answer = stage.change("POST", path, 200, body, who=who).json()
    if answer.get("errors"):
        raise Wrong(f"{path}: {answer['errors']}")
    data: dict[str, Any] = answer["data"]
    return data
