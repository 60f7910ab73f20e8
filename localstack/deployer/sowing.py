"""The first contents of a fresh stage: the project's own films and series, posters, made-up ratings, a trending list.

And at every deploy: a programme of showings from today on, so that there is always something to book.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from deployer import clients
from seed import records, rows
from seed.programme import programme_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cdlc.settings import Settings

_BATCH = 500  # ratings an invocation
_ARRIVED_WITHIN = 60  # seconds in which discovery has heard of every film


def sow(settings: Settings, aws: Callable[[str], Any], bucket: str, report: Callable[[str], None]) -> None:
    """Load the sample set once per state; a second call does nothing.

    Raises `clients.InvokeFailed` where a function refuses, `TimeoutError` where its events do not arrive.
    """
    done = settings.state / "sown"
    if not done.exists():
        _sow_once(settings, aws, bucket, report)
        done.touch()
    _index_names(aws("lambda"), settings.stage, report)
    programme = programme_rows(_sample_titles(settings), datetime.now(UTC))
    found = clients.invoke(aws("lambda"), f"cdlc-{settings.stage}-booking-import-programme", programme)
    if found["added"]:
        report(f"put {found['added']} showings on sale")


def _index_names(functions: Any, stage: str, report: Callable[[str], None]) -> None:
    """Fill the search index where its tables came after the titles."""
    order = {"only_if_empty": True}
    found = clients.invoke(functions, f"cdlc-{stage}-catalogue-rebuild-search", order)
    if found["titles"]:
        report(f"indexed the names of {found['titles']} titles and {found['people']} people")


def _sow_once(settings: Settings, aws: Callable[[str], Any], bucket: str, report: Callable[[str], None]) -> None:
    functions, films = aws("lambda"), rows.title_rows()
    _import(functions, settings.stage, "titles", {"rows": films})
    for batch in records.record_batches():
        _import(functions, settings.stage, "records", batch)
    ours = _ids_by_slug(settings, [*rows.films(), *records.series()])
    _import(functions, settings.stage, "things", records.collection_batch(ours))
    _hang_posters(settings, aws("s3"), bucket)
    sample = rows.rating_rows(datetime.now(UTC))
    ratings = f"cdlc-{settings.stage}-discovery-import-ratings"
    clients.invoke(functions, ratings, {"ratings": [], "links": sample["links"]})
    for first in range(0, len(sample["ratings"]), _BATCH):
        clients.invoke(functions, ratings, {"ratings": sample["ratings"][first : first + _BATCH], "links": []})
    _rank(functions, len(films))
    loaded = f"{len(films)} sample films, {len(records.series())} series"
    report(f"loaded {loaded} and {len(sample['ratings'])} made-up ratings")


def _import(functions: Any, stage: str, task: str, batch: dict[str, Any]) -> None:
    name = f"cdlc-{stage}-catalogue-import-{task}"
    outcome = clients.invoke(functions, name, batch)
    if outcome["rejected"]:
        raise clients.InvokeFailed(f"{name} rejected rows of the sample set: {outcome['rejected']}")


def _sample_titles(settings: Settings) -> list[str]:
    """The ids that the catalogue gave to the project's own films: asked of its API once per state."""
    kept = settings.state / "sample-titles.json"
    if not kept.exists():
        kept.write_text(json.dumps(list(_ids_by_slug(settings, rows.films()).values())))
    titles: list[str] = json.loads(kept.read_text())
    return titles


def _ids_by_slug(settings: Settings, wanted: list[rows.Film]) -> dict[str, str]:
    """What the catalogue calls films and series of ours, known by their names and days."""
    slugs = {(each["title"], rows.day(each["released"])): each["slug"] for each in wanted}
    found: dict[str, str] = {}
    asked: dict[str, str | int] = {"kind": "film,series", "limit": 100, "sort": "release_date"}
    with httpx.Client(base_url=settings.public_url, timeout=30) as edge:
        while asked.get("cursor", "") is not None:
            page = edge.get("/api/catalogue/titles", params=asked).raise_for_status().json()
            told = {(each["name"], each["release_date"]): each["id"] for each in page["items"]}
            found |= {slug: told[key] for key, slug in slugs.items() if key in told}
            asked["cursor"] = page["next_cursor"]
    return found


def _hang_posters(settings: Settings, store: Any, bucket: str) -> None:
    posters = (settings.root / "localstack" / "seed" / "posters").glob("*.svg")

    def hang(poster: Path) -> None:
        key = f"posters/{poster.name}"
        store.put_object(Bucket=bucket, Key=key, Body=poster.read_bytes(), ContentType="image/svg+xml")

    with ThreadPoolExecutor(8) as several:
        list(several.map(hang, posters))


def _rank(functions: Any, films: int) -> None:
    """Compute trending as the hourly schedule does, again until discovery has heard of every film."""
    refresh = clients.function_of(functions, "discovery.refresh_trending")
    end = time.monotonic() + _ARRIVED_WITHIN
    while clients.invoke(functions, refresh, {})["titles"] < films:
        if time.monotonic() > end:
            raise TimeoutError(f"discovery has not heard of all {films} sample films: see `cdlc logs`")
        time.sleep(0.5)
