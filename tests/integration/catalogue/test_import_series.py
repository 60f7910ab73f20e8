"""import_series and `cdlc import series`: series with seasons and episodes, found again, never doubled."""

from __future__ import annotations

import csv
import json
import os
import uuid
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from catalogue.import_series import handler
from cdlc import imports
from cdlc.imports import running, sending
from integration.catalogue.lambda_calls import deliver, sample
from integration.catalogue.one_environment import OneEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]

DATA = os.environ.get("CDLC_DATA", "")


def row() -> dict[str, Any]:
    """The sample series under a number of the test's own."""
    found: dict[str, Any] = sample("catalogue", "import_series")["rows"][0]
    found["series"]["id"] = str(uuid.uuid4().int % 10**9)
    return found


def send(*rows: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = import_module("catalogue.import_series").handler({"rows": list(rows)}, None)
    return {name: answer[name] for name in ("added", "changed", "unchanged", "rejected")}


def series_of(call: Call, told: dict[str, Any]) -> dict[str, Any]:
    items = call("search_titles", query={"query": told["series"]["name"], "limit": "100"}).json["items"]
    wanted = {"tmdb19": told["series"]["id"]}
    titles = (call("get_title", path={"title_id": each["id"]}).json for each in items)
    return next(title for title in titles if title["external_ids"] == wanted)


def test_a_series_comes_with_its_seasons_and_episodes_and_events(call: Call, schema: Schema) -> None:
    told = row()
    assert send(told) == {"added": 4, "changed": 0, "unchanged": 0, "rejected": []}
    series = series_of(call, told)
    assert (series["kind"], series["genres"], series["status"]) == ("series", ["crime", "drama"], "ended")
    episodes = call("list_episodes", path={"title_id": series["id"]}).json["items"]
    assert [(each["season_number"], each["number"], each["name"]) for each in episodes] == [
        (1, 1, "La Tête coupée"), (1, 2, "La Bague qui tue"),
    ]  # fmt: skip
    (event,) = schema.published(episodes[0]["id"])
    assert (event.type, event.data["parent_id"], event.data["number"]) == (
        "cdlc.catalogue.TitleAdded.v1", episodes[0]["season_id"], 1,
    )  # fmt: skip
    (first,) = call("list_title_changes", path={"title_id": series["id"]}).json["items"]
    assert (first["action"], first["changed_by"]) == ("added", "import:tmdb19")


def test_the_same_again_changes_nothing_and_a_changed_episode_changes_alone(call: Call, schema: Schema) -> None:
    told = row()
    send(told)
    assert send(told) == {"added": 0, "changed": 0, "unchanged": 4, "rejected": []}
    series = series_of(call, told)["id"]
    second = call("list_episodes", path={"title_id": series}).json["items"][1]["id"]
    told["episodes"][1]["name"] = "Le Cryptogramme rouge"
    told["episodes"].append({**told["episodes"][1], "number": "3", "name": "Le Spectre"})
    assert send(told) == {"added": 1, "changed": 1, "unchanged": 3, "rejected": []}
    names = [each["name"] for each in call("list_episodes", path={"title_id": series}).json["items"]]
    assert names == ["La Tête coupée", "Le Cryptogramme rouge", "Le Spectre"]
    assert [each.type for each in schema.published(second)][-1] == "cdlc.catalogue.TitleChanged.v1"


def test_what_was_written_here_and_the_source_does_not_tell_stays(call: Call, schema: Schema) -> None:
    told = row()
    send(told)
    series = series_of(call, told)
    etag = call("get_title", path={"title_id": series["id"]}).headers["etag"]
    patch = {"country_codes": ["FR"], "overview": "ours"}
    call("change_title", path={"title_id": series["id"]}, body=patch, headers={"If-Match": etag})
    assert send(told)["changed"] == 0
    told["series"]["tagline"] = "They rule the night."
    assert send(told)["changed"] == 1
    deliver("catalogue", "on_title_changed", *schema.published(series["id"]))
    after = call("get_title", path={"title_id": series["id"]}).json
    assert (after["country_codes"], after["tagline"]) == (["FR"], "They rule the night.")
    assert after["overview"] == told["series"]["description"]  # a row that did change wins over corrections


def test_a_removed_series_stays_removed(call: Call) -> None:
    told = row() | {"seasons": [], "episodes": []}
    send(told)
    series = series_of(call, told)["id"]
    etag = call("get_title", path={"title_id": series}).headers["etag"]
    call("remove_title", path={"title_id": series}, headers={"If-Match": etag})
    told["series"]["tagline"] = "again"
    assert send(told) == {"added": 0, "changed": 0, "unchanged": 1, "rejected": []}
    assert call("get_title", path={"title_id": series}).status == 410


def test_a_series_that_cannot_be_read_is_rejected_by_line_and_the_others_are_taken() -> None:
    broken, whole = row(), row()
    broken["episodes"][0]["airDate"] = "1915-13-01"
    broken["line"] = 7
    found = send(broken, whole)
    assert (found["added"], found["rejected"]) == (
        4, [{"line": 7, "reason": "episodes: airDate: '1915-13-01' is no date YYYY-MM-DD"}],
    )  # fmt: skip


def write(folder: Path, *rows: dict[str, Any]) -> None:
    files = {"series": [each["series"] for each in rows], "seasons": [], "episodes": []}
    for each in rows:
        for name in ("seasons", "episodes"):
            files[name] += [{**cells, "serieId": each["series"]["id"]} for cells in each[name]]
    for name, cells in files.items():
        with (folder / f"tmdb19_{name}.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, fieldnames=list(cells[0]))
            table.writeheader()
            table.writerows(cells)


@pytest.fixture
def command(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], tuple[int, dict[str, Any]]]:  # noqa: ARG001 - the stores
    environment = OneEnvironment(handler)
    monkeypatch.setattr(running, "client", lambda *_: environment)
    monkeypatch.setattr(sending, "FIRST_PAUSE_SECONDS", 0)

    def run(folder: Path) -> tuple[int, dict[str, Any]]:
        result = CliRunner().invoke(imports.app, ["series", str(folder), "--json"])
        return result.exit_code, json.loads(result.stdout)

    return run


def test_parts_without_a_series_are_named_by_file_and_line(
    command: Callable[[Path], tuple[int, dict[str, Any]]], tmp_path: Path
) -> None:
    one, other = row(), row()
    write(tmp_path, one, other)
    file = tmp_path / "tmdb19_series.csv"
    file.write_text("\n".join(file.read_text(encoding="utf-8").splitlines()[:2]) + "\n", encoding="utf-8")
    code, report = command(tmp_path)
    assert (code, report["added"]) == (3, 4)
    told = [(each["file"], each["line"]) for each in report["rejected"]]
    assert told == [("tmdb19_episodes.csv", 4), ("tmdb19_episodes.csv", 5), ("tmdb19_seasons.csv", 3)]


@pytest.mark.skipif(not DATA, reason="CDLC_DATA names no folder with real input")
def test_the_real_series_arrive_whole_and_a_second_import_changes_nothing(
    command: Callable[[Path], tuple[int, dict[str, Any]]], call: Call
) -> None:
    code, report = command(Path(DATA) / "tv")
    assert (code, report["added"], report["rejected"]) == (0, 20 + 115 + 2176, []), report["rejected"][:3]
    assert command(Path(DATA) / "tv")[1]["unchanged"] == report["added"]
    items = call("search_titles", query={"kind": "series", "query": "wandavision"}).json["items"]
    (season,) = call("list_seasons", path={"title_id": items[0]["id"]}).json["items"]
    assert season["episodes_count"] == 9
