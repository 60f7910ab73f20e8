"""`cdlc import links`: ids of IMDb and MovieLens for titles, by import_links on real stores."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from catalogue.import_links import handler
from catalogue.import_titles import handler as import_titles
from cdlc import imports
from cdlc.imports import running
from integration.catalogue.films import film, number
from integration.catalogue.lambda_calls import sample
from integration.catalogue.one_environment import OneEnvironment

if TYPE_CHECKING:
    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

DATA = os.environ.get("CDLC_DATA", "")


@pytest.fixture
def function(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> OneEnvironment:  # noqa: ARG001 - the stores
    environment = OneEnvironment(handler)
    monkeypatch.setattr(running, "client", lambda *_: environment)
    return environment


def run(file: Path, *options: str) -> Result:
    return CliRunner().invoke(imports.app, ["links", str(file), *options])


def links(folder: Path, *lines: str) -> Path:
    file = folder / "links.csv"
    file.write_text("\n".join(["movieId,imdbId,tmdbId", *lines]) + "\n")
    return file


def test_titles_get_their_ids_and_conflicts_are_named_by_line(
    function: OneEnvironment, call: Call, schema: Schema, tmp_path: Path
) -> None:
    films = [film(title=name) for name in ("One", "Two", "Three")]
    import_titles({"rows": films}, None)
    one, two, three = (each["movie"]["id"] for each in films)
    lens = [number() for _ in range(6)]
    assert run(links(tmp_path, f"{lens[0]},0012345,{one}"), "--json").exit_code == 0
    file = links(
        tmp_path,
        f"{lens[0]},0012345,{one}",
        f"{lens[1]},0012345,{two}",
        f"{lens[2]},{number()},{one}",
        f"{lens[3]},0012346,",
        f"{lens[4]},x,{three}",
        f"{lens[5]},12347,{three}",
        f"{lens[5]},12347,{three}",
    )
    result = run(file, "--json")
    done: dict[str, Any] = json.loads(result.stdout)
    assert (result.exit_code, done["changed"], done["unchanged"], done["without_title"]) == (3, 1, 1, 1)
    reasons = {each["line"]: each["reason"] for each in done["rejected"]}
    assert reasons == {
        3: f"imdb tt0012345 (One) and tmdb {two} (Two) are different titles here",
        4: f"movielens: {lens[2]}, but the title that the other ids mean has {lens[0]}",
        6: "imdbId: 'x' is no number",
        8: f"movieId: {lens[5]} is in line 7 already",
    }
    found = call("find_by_external_id", query={"source": "movielens", "id": str(lens[5])}).json
    title = call("get_title", path={"title_id": found["id"]}).json
    assert title["external_ids"] == {"tmdb": three, "imdb": "tt0012347", "movielens": str(lens[5])}
    assert schema.published(title["id"])[-1].data["changed"] == ["external_ids"]
    assert function.calls


def test_a_file_that_is_none_is_one_line(function: OneEnvironment, tmp_path: Path) -> None:
    result = run(tmp_path / "links.csv")
    assert (result.exit_code, result.stderr.strip()) == (
        1,
        f"cdlc import links: {tmp_path / 'links.csv'} is no file: give links.csv of a MovieLens data set",
    )
    assert function.calls == []


def test_the_sample_batch_of_import_links_means_no_title_yet(schema: Schema) -> None:  # noqa: ARG001 - the stores
    answer = handler(sample("catalogue", "import_links"), None)
    assert (answer["changed"], answer["without_title"], answer["rejected"]) == (0, 1, [])


@pytest.mark.skipif(not DATA, reason="CDLC_DATA is not set: the links of MovieLens were left out")
def test_all_links_of_movielens_find_the_films_of_tmdb5000(
    function: OneEnvironment, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "client", lambda *_: OneEnvironment(import_titles))
    assert CliRunner().invoke(imports.app, ["tmdb", str(Path(DATA) / "tmdb5000")]).exit_code == 0
    monkeypatch.setattr(running, "client", lambda *_: function)
    file = Path(DATA) / "ml-latest-small" / "links.csv"
    sql = "SELECT COUNT(*) FROM title_external_ids WHERE source = 'movielens'"
    before = schema.number(sql)  # of this file's other tests
    first: dict[str, Any] = json.loads(run(file, "--json").stdout)
    assert first["changed"] + first["without_title"] + len(first["rejected"]) == 9742
    assert first["changed"] > 3000
    assert schema.number(sql) == before + first["changed"]
    second: dict[str, Any] = json.loads(run(file, "--json").stdout)
    assert (second["changed"], second["unchanged"]) == (0, first["changed"])
