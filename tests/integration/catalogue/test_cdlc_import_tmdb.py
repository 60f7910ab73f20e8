"""`cdlc import tmdb`: files in, the real function on real stores, an honest report out."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from catalogue.import_titles import handler
from cdlc import imports
from cdlc.imports import running, sending
from integration.catalogue.films import cast, crew, film, person
from integration.catalogue.one_environment import OneEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

DATA = os.environ.get("CDLC_DATA", "")


@pytest.fixture
def function(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> OneEnvironment:  # noqa: ARG001 - the stores
    environment = OneEnvironment(handler)
    monkeypatch.setattr(running, "client", lambda *_: environment)
    monkeypatch.setattr(sending, "FIRST_PAUSE_SECONDS", 0)
    return environment


def write(folder: Path, rows: Iterable[dict[str, Any]], *, packed: bool = False) -> Path:
    rows = list(rows)
    for name, member in (("tmdb_5000_movies.csv", "movie"), ("tmdb_5000_credits.csv", "credits")):
        text = io.StringIO(newline="")
        table = csv.DictWriter(text, fieldnames=list(film()[member]))
        table.writeheader()
        table.writerows(row[member] for row in rows if row[member])
        body = text.getvalue().encode(errors="surrogateescape")
        (folder / (f"{name}.gz" if packed else name)).write_bytes(gzip.compress(body) if packed else body)
    return folder


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(imports.app, ["tmdb", str(folder), *options])


def report(result: Result) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


@pytest.mark.parametrize("packed", [False, True])
def test_files_are_taken_plain_or_packed(function: OneEnvironment, tmp_path: Path, packed: bool) -> None:  # noqa: FBT001
    write(tmp_path, [film(overview="Two\nlines"), film()], packed=packed)
    result = run(tmp_path, "--json")
    assert (result.exit_code, report(result)["added"], report(result)["rejected"]) == (0, 2, [])
    assert set(function.calls) == {"cdlc-local-catalogue-import-titles"}
    again = run(tmp_path)
    assert again.exit_code == 0
    assert again.stdout.startswith("0 added, 0 changed, 2 unchanged, 0 rejected in ")


def test_rejected_rows_are_named_by_file_and_line_and_the_exit_code_is_3(
    function: OneEnvironment, tmp_path: Path, schema: Schema
) -> None:
    rows = [
        film(overview="Two\nlines"),  # lines 2 and 3
        film(release_date="soon"),
        film(tagline="caf\udce9"),
        film(),
    ]
    rows += [{**rows[0]}, {"movie": None, "credits": film()["credits"]}]
    write(tmp_path, rows)
    with (tmp_path / "tmdb_5000_movies.csv").open("a") as file:
        file.write("too,few,cells\n")
    before = schema.number("SELECT COUNT(*) FROM titles")
    result = run(tmp_path)
    assert result.exit_code == 3
    *lines, last = result.stdout.splitlines()
    number = rows[0]["movie"]["id"]
    nameless, orphan = rows[2]["movie"]["id"], rows[5]["credits"]["movie_id"]
    assert lines == [
        f"tmdb_5000_credits.csv line 4: movie_id: tmdb_5000_movies.csv has no readable film {nameless}",
        f"tmdb_5000_credits.csv line 6: movie_id: credits of film {number} are in line 2 already",
        f"tmdb_5000_credits.csv line 7: movie_id: tmdb_5000_movies.csv has no readable film {orphan}",
        "tmdb_5000_movies.csv line 4: release_date: 'soon' is no date YYYY-MM-DD",
        "tmdb_5000_movies.csv line 5: tagline: not UTF-8",
        f"tmdb_5000_movies.csv line 7: id: film {number} is in line 2 already",
        "tmdb_5000_movies.csv line 9: 3 cells where the header has 20",
    ]
    assert last.startswith("2 added, 0 changed, 0 unchanged, 7 rejected in ")
    assert schema.number("SELECT COUNT(*) FROM titles") == before + 2
    assert function.calls


def test_throttled_and_crashed_batches_are_sent_again_and_nothing_is_doubled(
    function: OneEnvironment, tmp_path: Path, schema: Schema
) -> None:
    error = {"Error": {"Code": "TooManyRequestsException"}}
    throttled = function.exceptions.TooManyRequestsException(error, "Invoke")
    function.before, function.after = [throttled, throttled], ["Sandbox.Timedout"]
    rows = [film(cast=[cast(person())], crew=[crew(person())]) for _ in range(5)]
    before = schema.number("SELECT COUNT(*) FROM credits")
    result = run(write(tmp_path, rows), "--json")
    assert result.exit_code == 0, result.output
    assert report(result)["unchanged"] == 5  # the first attempt's work was done, only its answer was lost
    assert len(function.calls) == 4
    assert schema.number("SELECT COUNT(*) FROM credits") == before + 10


def test_a_function_that_keeps_failing_ends_the_import_with_its_error(function: OneEnvironment, tmp_path: Path) -> None:
    function.after = ["Unavailable"] * sending.ATTEMPTS
    result = run(write(tmp_path, [film()]))
    assert result.exit_code == 1
    assert result.stderr.strip() == (
        "cdlc import tmdb: cdlc-local-catalogue-import-titles: Unavailable: it broke"
        f" (after {sending.ATTEMPTS} attempts)"
    )


def test_a_path_that_does_not_fit_is_one_precise_line(function: OneEnvironment, tmp_path: Path) -> None:
    nowhere = run(tmp_path / "nowhere")
    assert nowhere.exit_code == 1
    assert nowhere.stderr.strip() == (
        f"cdlc import tmdb: {tmp_path / 'nowhere'} is no folder: give the one that holds tmdb_5000_movies.csv"
    )
    empty = run(tmp_path)
    assert empty.stderr.strip() == (
        f"cdlc import tmdb: {tmp_path} holds neither tmdb_5000_movies.csv nor tmdb_5000_movies.csv.gz"
    )
    write(tmp_path, [film()])
    (tmp_path / "tmdb_5000_credits.csv").write_text("a,b\n1,2\n")
    other = run(tmp_path)
    assert "lacks the column movie_id" in other.stderr
    assert (other.exit_code, function.calls) == (1, [])


def test_a_file_that_ends_too_soon_is_one_precise_line(function: OneEnvironment, tmp_path: Path) -> None:
    write(tmp_path, [film() for _ in range(50)], packed=True)
    whole = (tmp_path / "tmdb_5000_credits.csv.gz").read_bytes()
    (tmp_path / "tmdb_5000_credits.csv.gz").write_bytes(whole[: len(whole) // 2])
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "tmdb_5000_credits.csv.gz: cannot be read to its end" in result.stderr
    assert function.calls == []


def counts(schema: Schema, table: str, condition: str = "1 = 1") -> int:
    return schema.number(f"SELECT COUNT(*) FROM {table} WHERE {condition}")  # noqa: S608 - constants


@pytest.mark.skipif(not DATA, reason="CDLC_DATA is not set: the import of all of tmdb5000 was left out")
def test_all_of_tmdb5000_arrives_and_a_second_import_changes_nothing(
    function: OneEnvironment, schema: Schema, call: Call, record_property: Callable[[str, object], None]
) -> None:
    before = {table: counts(schema, table) for table in ("titles", "credits", "people", "companies")}
    first = run(Path(DATA) / "tmdb5000", "--json")
    assert (first.exit_code, report(first)["added"], report(first)["rejected"]) == (0, 4803, [])
    record_property("import_seconds", report(first)["seconds"])
    new = {table: counts(schema, table) - rows for table, rows in before.items()}
    assert new == {"titles": 4803, "credits": 106_257 + 129_581, "people": 104_842, "companies": 5_047}
    assert counts(schema, "credits", "kind = 'cast' AND external_id REGEXP '^[0-9a-f]{24}$'") == 106_257
    assert counts(schema, "outbox") == 0

    told = counts(schema, "published")
    second = run(Path(DATA) / "tmdb5000", "--json")
    assert (report(second)["unchanged"], report(second)["rejected"]) == (4803, [])
    assert counts(schema, "published") == told
    assert function.before == []

    found = call(
        "search_titles", query={"query": "dark knight", "year": "2000..2010", "country": "US", "genre": "crime"}
    )
    assert [item["name"] for item in found.json["items"]] == ["The Dark Knight"]
    title = call(
        "get_title", path={"title_id": found.json["items"][0]["id"]}, query={"append": "credits,keywords"}
    ).json
    assert {"Christian Bale", "Heath Ledger"} <= {credit["name"] for credit in title["credits"]["cast"][:4]}
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = call(
            "search_titles", query={"limit": "100", "sort": "-popularity", **({"cursor": cursor} if cursor else {})}
        )
        seen += [item["id"] for item in page.json["items"]]
        cursor = page.json["next_cursor"]
    assert len(seen) == len(set(seen)) == counts(schema, "titles", "removed_at IS NULL")
