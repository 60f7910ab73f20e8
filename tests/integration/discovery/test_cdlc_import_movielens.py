"""`cdlc import movielens`: files in, the real function on a real store, an honest report out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from cdlc import imports
from cdlc.imports import running, sending
from discovery.import_ratings import handler
from integration.catalogue.one_environment import OneEnvironment

if TYPE_CHECKING:
    from integration.catalogue.context_stores import Schema


@pytest.fixture
def function(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> OneEnvironment:  # noqa: ARG001 - the store
    environment = OneEnvironment(handler)
    monkeypatch.setattr(running, "client", lambda *_: environment)
    monkeypatch.setattr(sending, "FIRST_PAUSE_SECONDS", 0)
    return environment


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """300 ratings by 30 people of 10 films, one of them without a number at TMDB."""
    links = [f"{movie},{movie:07d},{movie * 10 if movie < 10 else ''}" for movie in range(1, 11)]
    ratings = [f"{user},{movie},{movie / 2},{1_537_000_000 + user}" for user in range(1, 31) for movie in range(1, 11)]
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n" + "\n".join(links) + "\n")
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "\n".join(ratings) + "\n")
    return tmp_path


def run(folder: Path) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(imports.app, ["movielens", str(folder), "--json"])
    return result.exit_code, json.loads(result.stdout)


def test_links_go_before_ratings_in_batches_by_size_and_twice_is_once(
    function: OneEnvironment, folder: Path, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PAYLOAD_BYTES", 2_000)
    code, report = run(folder)
    assert (code, report["added"], report["unchanged"], report["without_title"]) == (0, 310, 0, 300)
    assert len(function.calls) > 10
    assert set(function.calls) == {"cdlc-local-discovery-import-ratings"}
    assert schema.number("SELECT COUNT(*) FROM ratings") == 300
    assert schema.number("SELECT COUNT(*) FROM links WHERE tmdb_id IS NULL") == 1
    code, report = run(folder)
    assert (code, report["added"], report["unchanged"]) == (0, 0, 310)


def test_rejected_rows_are_named_and_the_exit_code_is_3(function: OneEnvironment, folder: Path) -> None:
    with (folder / "ratings.csv").open("a") as file:
        file.write("1,2,7.0,1537000000\n1,2\n")
    code, report = run(folder)
    assert (code, report["added"]) == (3, 310)
    assert report["rejected"] == [
        {"file": "ratings.csv", "line": 302, "reason": "rating: '7.0' is none of 0.5, 1.0 … 5.0"},
        {"file": "ratings.csv", "line": 303, "reason": "2 cells where the header has 4"},
    ]
    assert function.calls


def test_a_batch_that_the_function_cannot_read_is_not_repeated(function: OneEnvironment, folder: Path) -> None:
    function.after = ["TaskInputInvalid"]
    result = CliRunner().invoke(imports.app, ["movielens", str(folder)])
    assert result.exit_code == 1
    assert "is of another version than this command" in result.stderr
    assert len(function.calls) == 1
