"""`cdlc import imdb`: files in IMDb's form, the real function import_records on real stores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

import imdb_files
from catalogue.import_records import handler
from catalogue.import_titles import handler as import_titles
from cdlc import imports
from cdlc.imports import running, sending
from integration.catalogue.films import cast, film, number, person
from integration.catalogue.lambda_calls import sample
from integration.catalogue.one_environment import OneEnvironment

if TYPE_CHECKING:
    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema


@pytest.fixture
def function(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> OneEnvironment:  # noqa: ARG001 - the stores
    environment = OneEnvironment(handler)
    monkeypatch.setattr(running, "client", lambda *_: environment)
    monkeypatch.setattr(sending, "FIRST_PAUSE_SECONDS", 0)
    return environment


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(imports.app, ["imdb", str(folder), *options])


def report(result: Result) -> dict[str, Any]:
    assert result.exit_code in (0, 3), result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def found(call: Call, imdb: str, **query: str) -> Any:
    title_id = call("find_by_external_id", query={"source": "imdb", "id": imdb}).json["id"]
    return call("get_title", path={"title_id": title_id}, query={"append": "credits", **query}).json


def rows(folder: Path, name: str, *lines: str) -> None:
    header = imdb_files.HEADERS[name].replace(" ", "\t")
    (folder / f"{name}.tsv").write_text("\n".join([header, *lines]) + "\n")


def ids(count: int) -> list[str]:
    return [f"tt{number() + 10_000_000}" for _ in range(count)]


@pytest.mark.parametrize("packed", [False, True])
def test_made_up_files_arrive_whole_and_a_second_import_changes_nothing(
    function: OneEnvironment,
    schema: Schema,
    tmp_path: Path,
    packed: bool,  # noqa: FBT001
) -> None:
    written = imdb_files.write(tmp_path, titles=60, seed=3, bad=0.05, packed=packed, first=1 + 10_000 * packed)
    schema_before = schema.number("SELECT COUNT(*) FROM titles")
    first = report(run(tmp_path, "--json"))
    total = written.films + written.series + written.seasons + written.episodes
    assert first["added"] + first["changed"] + first["unchanged"] == total
    assert sorted((each["file"], each["line"]) for each in first["rejected"]) == sorted(written.broken)
    assert schema.number("SELECT COUNT(*) FROM titles") == schema_before + first["added"]
    told = schema.number("SELECT COUNT(*) FROM published")
    second = report(run(tmp_path, "--json"))
    assert (second["added"], second["changed"], second["unchanged"]) == (0, 0, total)
    assert second["rejected"] == first["rejected"]
    assert schema.number("SELECT COUNT(*) FROM published") == told
    assert set(function.calls) == {"cdlc-local-catalogue-import-records"}


def basics(tconst: str, kind: str = "movie", name: str = "Made Up", year: str = "1931", genres: str = "Sci-Fi") -> str:
    return f"{tconst}\t{kind}\t{name}\t{name}\t0\t{year}\t\\N\t90\t{genres}"


def folder(path: Path, **files: list[str]) -> Path:
    for name in imdb_files.HEADERS:
        rows(path, name, *files.get(name.replace(".", "_"), []))
    return path


def test_a_series_arrives_with_its_seasons_and_the_credits_of_its_episodes(
    function: OneEnvironment, call: Call, tmp_path: Path
) -> None:
    series, late, early = ids(3)
    who = f"nm{number()}"
    folder(
        tmp_path,
        title_basics=[
            basics(early, "tvEpisode", "Begins"),
            basics(late, "tvEpisode", 'Says "Ends"'),
            basics(series, "tvSeries", "Long\u00e9"),
        ],
        title_episode=[f"{early}\t{series}\t1\t1", f"{late}\t{series}\t2\t7"],
        title_principals=[f'{late}\t1\t{who}\tactress\t\\N\t["Ang\u00e9le","A \\"Guest\\""]'],
        name_basics=[f"{who}\tZo\u00eb Zz\t1900\t\\N\tactress,writer\t\\N"],
        title_ratings=[f"{series}\t8.4\t1200"],
    )
    done = report(run(tmp_path, "--json"))
    assert (done["added"], done["rejected"]) == (5, [])  # with two seasons
    told = found(call, series)
    assert (told["kind"], told["status"], told["genres"]) == ("series", "returning", ["science-fiction"])
    assert (told["vote_average"], told["vote_count"], told["release_date"]) == (8.4, 1200, "1931-01-01")
    seasons = call("list_seasons", path={"title_id": told["id"]}).json["items"]
    assert [(each["number"], each["name"]) for each in seasons] == [(1, "Season 1"), (2, "Season 2")]
    episode = found(call, late)
    assert (episode["number"], episode["name"], episode["release_date"]) == (7, 'Says "Ends"', None)
    (guest,) = episode["credits"]["cast"]
    assert (guest["name"], guest["character"]) == ("Zo\u00eb Zz", 'Ang\u00e9le / A "Guest"')
    assert function.calls


def test_a_title_of_tmdb_gets_what_nobody_told_and_keeps_the_rest(
    function: OneEnvironment, call: Call, schema: Schema, tmp_path: Path
) -> None:
    (tconst,) = ids(1)
    row = film(title="By TMDB", runtime="", vote_count="12", vote_average="6.5", cast=[cast(person("Her"))])
    import_titles({"rows": [row]}, None)
    sql = "SELECT title_id FROM title_external_ids WHERE source = 'tmdb' AND value = %s"
    owner = schema.rows(sql, (row["movie"]["id"],))[0]["title_id"]
    sql = "INSERT INTO title_external_ids (source, value, title_id, created_at) VALUES ('imdb', %s, %s, NOW())"
    schema_write(schema, sql, tconst, owner)
    who = f"nm{number()}"
    folder(
        tmp_path,
        title_basics=[basics(tconst, name="By IMDb")],
        title_ratings=[f"{tconst}\t9.9\t5"],
        title_principals=[f"{tconst}\t1\t{who}\tactor\t\\N\t\\N"],
        name_basics=[f"{who}\tHim\t\\N\t\\N\t\\N\t\\N"],
    )
    assert report(run(tmp_path, "--json"))["changed"] == 1
    title = found(call, tconst)
    assert (title["name"], title["runtime_minutes"], title["vote_count"]) == ("By TMDB", 90, 12)
    assert [each["name"] for each in title["credits"]["cast"]] == ["Her"]
    assert schema.number("SELECT COUNT(*) FROM people WHERE name = 'Him'") == 0  # nobody credits him
    history = call("list_title_changes", path={"title_id": title["id"]}).json["items"][0]
    assert history["changed_by"] == "import:imdb"
    assert function.calls


def schema_write(schema: Schema, sql: str, *values: object) -> None:
    schema.rows(sql, values)


def test_what_a_person_corrected_stays_though_the_file_says_something_new(
    function: OneEnvironment, call: Call, tmp_path: Path
) -> None:
    (tconst,) = ids(1)
    run(folder(tmp_path, title_basics=[basics(tconst, name="Wrong")]))
    title = found(call, tconst)
    path = {"title_id": title["id"]}
    assert call("change_title", path=path, body={"name": "Right"}, headers={"If-Match": '"1-0"'}).status == 200
    folder(tmp_path, title_basics=[basics(tconst, name="Wrong again", year="1932")])
    assert report(run(tmp_path, "--json"))["changed"] == 1
    title = found(call, tconst)
    assert (title["name"], title["original_name"], title["release_date"]) == ("Right", "Wrong again", "1932-01-01")
    assert call("remove_title", path=path, headers={"If-Match": '"3-0"'}).status == 204
    folder(tmp_path, title_basics=[basics(tconst, name="Back")])
    assert report(run(tmp_path, "--json"))["unchanged"] == 1
    assert function.calls


def test_what_a_curator_locked_stays_though_the_import_wrote_it(
    function: OneEnvironment, call: Call, schema: Schema, tmp_path: Path
) -> None:
    (tconst,) = ids(1)
    who = f"nm{number()}"
    names = {"name_basics": [f"{who}\tHer\t\\N\t\\N\t\\N\t\\N"]}
    cast_of = [f"{tconst}\t1\t{who}\tactor\t\\N\t\\N"]
    run(folder(tmp_path, title_basics=[basics(tconst, name="Held")], title_principals=cast_of, **names))
    sql = "SELECT title_id FROM title_external_ids WHERE source = 'imdb' AND value = %s"
    key = schema.rows(sql, (tconst,))[0]["title_id"]
    sql = "INSERT INTO field_locks (thing_id, field, reason, locked_by, locked_at) VALUES (%s, %s, 'so', 'ann', NOW())"
    for field in ("name", "runtime_minutes", "credits"):
        schema_write(schema, sql, key, field)
    folder(tmp_path, title_basics=[basics(tconst, name="Other", year="1933").replace("\t90\t", "\t91\t")])
    assert report(run(tmp_path, "--json"))["changed"] == 1
    title = found(call, tconst)
    assert (title["name"], title["runtime_minutes"], title["release_date"]) == ("Held", 90, "1933-01-01")
    assert [each["name"] for each in title["credits"]["cast"]] == ["Her"]
    assert function.calls


def test_only_what_was_asked_for_is_taken(function: OneEnvironment, tmp_path: Path) -> None:
    known, unknown, short, adult = ids(4)
    folder(
        tmp_path,
        title_basics=[
            basics(known),
            basics(unknown),
            basics(short, "short"),
            basics(adult).replace("\t0\t", "\t1\t", 1),
        ],
        title_ratings=[f"{known}\t5.0\t100", f"{unknown}\t5.0\t99"],
    )
    done = report(run(tmp_path, "--json", "--kinds", "film", "--min-votes", "100"))
    assert (done["added"], done["left_out"]) == (1, 3)
    assert report(run(tmp_path, "--json", "--limit", "1"))["left_out"] == 3
    wrong = run(tmp_path, "--kinds", "film,opera")
    assert (wrong.exit_code, wrong.stderr.strip()) == (
        1,
        "cdlc import imdb: --kinds knows film, short, series, episode; not opera",
    )
    assert function.calls


def test_files_that_are_no_such_files_are_one_precise_line_and_nothing_is_sent(
    function: OneEnvironment, tmp_path: Path
) -> None:
    folder(tmp_path)
    (tmp_path / "title.ratings.tsv").write_text("tconst\tnumVotes\n")
    assert "title.ratings.tsv: the first line lacks the column averageRating" in run(tmp_path).stderr
    (tmp_path / "title.ratings.tsv").unlink()
    assert "holds neither title.ratings.tsv nor title.ratings.tsv.gz" in run(tmp_path).stderr
    imdb_files.write(tmp_path / "packed", titles=200, packed=True)
    cut = tmp_path / "packed" / "title.principals.tsv.gz"
    cut.write_bytes(cut.read_bytes()[:-400])
    result = run(tmp_path / "packed")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "title.principals.tsv.gz: cannot be read to its end" in result.stderr
    assert function.calls == []


def test_a_line_of_ten_megabytes_is_named_and_the_rest_goes_on(function: OneEnvironment, tmp_path: Path) -> None:
    first, last = ids(2)
    folder(tmp_path, title_basics=[basics(first), basics(ids(1)[0], name="x" * 10_000_000), basics(last)])
    done = report(run(tmp_path, "--json"))
    assert done["added"] == 2
    assert done["rejected"] == [{"file": "title.basics.tsv", "line": 3, "reason": "longer than 1000000 bytes"}]
    assert function.calls


def test_the_sample_batch_of_import_records_is_taken(call: Call, schema: Schema) -> None:  # noqa: ARG001 - the stores
    batch = sample("catalogue", "import_records")
    assert handler(batch, None)["added"] == 1
    title = found(call, batch["rows"][0]["record"]["external_ids"]["imdb"])
    assert [each["character"] for each in title["credits"]["cast"]] == ["Graf Orlok"]
    assert handler(batch, None)["unchanged"] == 1
