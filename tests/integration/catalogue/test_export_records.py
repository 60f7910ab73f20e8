"""`cdlc export`, `cdlc import export`: export_records, import_records, import_things on real stores, there and back."""

from __future__ import annotations

import csv
import json
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from catalogue.export_records import handler as export_records
from catalogue.import_records import handler as import_records
from catalogue.import_series import handler as import_series
from catalogue.import_things import handler as import_things
from catalogue.import_titles import handler as import_titles
from cdlc import imports
from cdlc.cli import application
from cdlc.imports import running
from integration.catalogue import context_stores
from integration.catalogue.films import cast, crew, film, number, person
from integration.catalogue.lambda_calls import sample
from integration.catalogue.one_environment import OneEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema


@pytest.fixture(autouse=True)
def functions(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> OneEnvironment:  # noqa: ARG001 - the stores
    environment = OneEnvironment(import_records, import_things=import_things, export_records=export_records)
    monkeypatch.setattr(running, "client", lambda *_: environment)
    return environment


@contextmanager
def another_catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[Schema]:
    made = context_stores.schema("catalogue", uuid.uuid4().hex[:8])
    with monkeypatch.context() as patch:
        patch.setenv("CDLC_MYSQL_URL", made.url)
        patch.setenv("CDLC_MYSQL_SECRET", made.secret)
        context_stores.thaw("catalogue")
        try:
            yield made
        finally:
            context_stores.drop(made)
    context_stores.thaw("catalogue")


def export(*arguments: str) -> Result:
    result = CliRunner().invoke(application("export"), ["export", *arguments])
    assert result.exit_code == 0, result.output
    return result


def take(folder: Path) -> dict[str, Any]:
    result = CliRunner().invoke(imports.app, ["export", str(folder), "--json"])
    assert result.exit_code in (0, 3), result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def headers(etag: str = '"1-0"') -> dict[str, str]:
    return {"If-Match": etag, "Idempotency-Key": str(uuid.uuid4())}


@pytest.fixture
def filled(call: Call, add: Callable[..., dict[str, Any]], schema: Schema) -> str:
    """A film with every part, a series, a company that another owns, a collection; the film's id."""
    studio = {"id": number(), "name": "Small Studio"}
    row = film(
        title="Nosferatu",
        keywords=[{"id": 1, "name": "plague"}, {"id": 2, "name": "café"}],
        production_companies=[studio],
        budget="1000",
        cast=[cast(person("Max Schreck", 2), "Graf Orlok", 0), cast(person("Gréta"), "Ellen", 1)],
        crew=[crew(person("Murnau"))],
    )
    assert import_titles({"rows": [row]}, None)["added"] == 1
    assert import_series(sample("catalogue", "import_series"), None)["rejected"] == []
    sql = "SELECT LOWER(INSERT(INSERT(INSERT(INSERT(HEX(title_id),9,0,'-'),14,0,'-'),19,0,'-'),24,0,'-')) AS id"
    sql += " FROM title_external_ids WHERE source = 'tmdb' AND value = %s"
    film_id = str(schema.rows(sql, (row["movie"]["id"],))[0]["id"])
    path = {"title_id": film_id}
    texts = {"name": "Nosferatu le vampire", "overview": "Un vampire."}
    assert call("put_translation", path={**path, "language": "fr"}, body=texts, headers=headers()).status == 200
    names = {"items": [{"country_code": "GB", "name": "Nosferatu the Vampire", "kind": "alternative"}]}
    assert call("replace_alternative_titles", path=path, body=names, headers=headers('"2-0"')).status == 200
    out = {"items": [{"type": "theatrical", "release_date": "1922-03-15", "certification": "12", "note": "Berlin"}]}
    assert (
        call("replace_releases", path={**path, "country_code": "DE"}, body=out, headers=headers('"3-0"')).status == 200
    )
    owner = call("add_company", body={"name": "Owner", "country_code": "DE"}, headers=headers()).json["id"]
    assert call("add_company", body={"name": "Owned", "parent_id": owner}, headers=headers()).status == 201
    who = {"name": "Zoë", "birthday": "1900-01-31", "external_ids": {"imdb": f"nm{number()}"}}
    assert call("add_person", body=who, headers=headers()).status == 201
    made = call("add_collection", body={"name": "Vampires", "overview": "Teeth."}, headers=headers()).json
    titles = {"titles": [film_id, add(name="Dracula", genres=["horror"])["id"]]}
    path = {"collection_id": made["id"]}
    assert call("replace_collection_titles", path=path, body=titles, headers=headers()).status == 200
    return film_id


def test_an_export_is_the_same_after_it_went_into_another_catalogue(
    filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call
) -> None:
    export(str(tmp_path / "here"))
    before = call("get_title", path={"title_id": filled}, query={"append": "credits,companies,keywords,releases"}).json
    with another_catalogue(monkeypatch) as other:
        assert other.number("SELECT COUNT(*) FROM titles") == 0
        first = take(tmp_path / "here")
        assert (first["rejected"], first["unchanged"]) == ([], 0)
        export(str(tmp_path / "there"))
        after = call("get_title", path={"title_id": filled}, query={"append": "credits,companies,keywords,releases"})
        told = other.number("SELECT COUNT(*) FROM published")
        again = take(tmp_path / "here")
        assert (again["added"], again["changed"]) == (0, 0)
        assert other.number("SELECT COUNT(*) FROM published") == told
    for name in ("titles", "people", "companies", "collections"):
        here = (tmp_path / "here" / f"{name}.jsonl").read_text()
        assert here == (tmp_path / "there" / f"{name}.jsonl").read_text()
        assert here
    moments = ("created_at", "updated_at")
    assert {k: v for k, v in after.json.items() if k not in moments} == {
        k: v for k, v in before.items() if k not in moments
    }


def test_an_export_into_the_catalogue_that_it_came_from_changes_nothing(
    filled: str, tmp_path: Path, schema: Schema
) -> None:
    export(str(tmp_path))
    told = schema.number("SELECT COUNT(*) FROM published")
    done = take(tmp_path)
    assert (done["added"], done["changed"], done["rejected"]) == (0, 0, [])
    assert schema.number("SELECT COUNT(*) FROM published") == told
    assert filled


def test_a_record_has_every_part_and_one_kind_goes_to_standard_output(filled: str) -> None:
    record = next(
        each for each in map(json.loads, export("-", "--kind", "titles").stdout.splitlines()) if each["id"] == filled
    )
    assert record["budget"] == {"amount": 100_000, "currency": "USD"}
    assert [each["person"]["name"] for each in record["credits"]] == ["Max Schreck", "Gréta", "Murnau"]
    assert record["keywords"] == ["plague", "café"]
    assert record["genres"] == ["Drama"]
    assert record["translations"] == [{"language": "fr", "name": "Nosferatu le vampire", "overview": "Un vampire."}]
    assert record["releases"][0]["certification"] == "12"
    assert record["alternative_titles"][0]["name"] == "Nosferatu the Vampire"


def test_csv_has_a_column_for_each_field_and_lists_as_json(filled: str, tmp_path: Path) -> None:
    export(str(tmp_path), "--kind", "titles", "--format", "csv")
    with (tmp_path / "titles.csv").open(newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows[filled]["name"] == "Nosferatu"
    assert json.loads(rows[filled]["keywords"]) == ["plague", "café"]
    assert rows[filled]["parent"] == ""


def test_records_that_cannot_be_taken_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good, bad = {"name": "Ann", "external_ids": {"imdb": f"nm{number()}"}}, {"name": "Bob", "age": 3}
    dead = {"name": "Cleo", "birthday": "1950-01-01", "deathday": "1949-01-01"}
    (tmp_path / "people.jsonl").write_text("\n".join(json.dumps(each) for each in (good, bad, dead)) + "\n[1\n")
    lost = {"kind": "season", "name": "Season 1", "number": 1, "parent": {"external_ids": {"imdb": f"tt{number()}"}}}
    (tmp_path / "titles.jsonl").write_text(json.dumps(lost) + "\n")
    done = take(tmp_path)
    assert done["added"] == 1
    assert [(each["file"], each["line"]) for each in done["rejected"]] == [
        ("people.jsonl", 2),
        ("people.jsonl", 3),
        ("people.jsonl", 4),
        ("titles.jsonl", 1),
    ]
    assert done["rejected"][0]["reason"] == "age: Extra inputs are not permitted"
    assert done["rejected"][3]["reason"].startswith("parent: the catalogue has no series imdb tt")


def test_wrong_wishes_are_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(application("export"), ["export", "-"])
    assert result.stderr.strip() == "cdlc export: standard output takes one kind: say which with --kind"
    result = CliRunner().invoke(application("export"), ["export", str(tmp_path), "--kind", "films"])
    assert result.stderr.strip() == "cdlc export: --kind knows people, companies, titles, collections; not films"
    assert (
        CliRunner()
        .invoke(imports.app, ["export", str(tmp_path)])
        .stderr.startswith(f"cdlc import export: {tmp_path} holds none of people.jsonl")
    )


def test_the_samples_are_taken() -> None:
    assert import_things(sample("catalogue", "import_things"), None)["rejected"] == []
    page = export_records(sample("catalogue", "export_records"), None)
    assert page["next"] is None or len(page["records"]) > 0
