"""`cdlc import table`: an operator's own table of any common form, by import_records on real stores."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from catalogue.import_records import handler
from cdlc import imports
from cdlc.imports import running
from integration.catalogue.films import number
from integration.catalogue.one_environment import OneEnvironment

if TYPE_CHECKING:
    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

GERMAN = """Signatur;Titel;Regie;Darsteller;Premiere;Länge;Genre;Jahr der Anschaffung
{0}/a;Die Büchse;G. W. Pabst;Louise Brooks/Fritz Kortner;09.02.1929;133;Drama/Stummfilm;1987
{0}/b;Menschen am Sonntag;Robert Siodmak/Edgar G. Ulmer;;04.02.1930;74;Drama;1988
"""


@pytest.fixture(autouse=True)
def function(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> OneEnvironment:  # noqa: ARG001 - the stores
    environment = OneEnvironment(handler)
    monkeypatch.setattr(running, "client", lambda *_: environment)
    return environment


def run(file: Path, *options: str, said: str = "") -> Result:
    return CliRunner().invoke(imports.app, ["table", str(file), *options], input=said)


def done(result: Result) -> dict[str, Any]:
    assert result.exit_code in (0, 3), result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def written(folder: Path, text: str | bytes, name: str = "filmklub.csv") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def found(call: Call, source: str, value: str) -> Any:
    title_id = call("find_by_external_id", query={"source": source, "id": value}).json["id"]
    return call("get_title", path={"title_id": title_id}, query={"append": "credits"}).json


def test_a_table_in_german_is_understood_shown_and_imported_once(call: Call, schema: Schema, tmp_path: Path) -> None:
    mark = number()
    file, mapping = written(tmp_path, GERMAN.format(mark)), tmp_path / "map.yaml"
    result = run(file, "--yes", "--save-map", str(mapping), "--json")
    assert (done(result)["added"], done(result)["rejected"]) == (2, [])
    assert "(left out)" in result.stderr  # the year of acquisition is no field
    assert "Siodmak" in result.stderr
    title = found(call, "filmklub", f"{mark}/a")
    assert (title["name"], title["release_date"], title["runtime_minutes"]) == ("Die Büchse", "1929-02-09", 133)
    assert title["genres"] == ["drama", "stummfilm"]
    assert [each["name"] for each in title["credits"]["cast"]] == ["Louise Brooks", "Fritz Kortner"]
    assert [each["job"] for each in title["credits"]["crew"]] == ["Director"]
    told = schema.number("SELECT COUNT(*) FROM published")
    again = done(run(file, "--map", str(mapping), "--json"))
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert schema.number("SELECT COUNT(*) FROM published") == told


def test_refused_rows_are_kept_aside_mended_and_imported(call: Call, tmp_path: Path) -> None:
    mark = number()
    good, bad, odd = f"{mark}1,Good,1950,90", f"{mark}2,Bad,soon,90", f"{mark}3,Odd,1951,long"
    text = f"id,title,year,minutes\n{good}\n{bad}\n{odd}\nx,y\n{good}\n"
    file = written(tmp_path, text, "club.csv")
    result = run(file, "--yes")
    assert result.exit_code == 3
    assert result.stdout.splitlines()[:-1] == [
        "club.csv line 3: year: 'soon' is no date like %Y",
        "club.csv line 4: runtime_minutes: 'long' is no number",
        "club.csv line 5: 2 cells where the header has 4",
        f"club.csv line 6: id: {mark}1 is in line 2 already",
    ]
    aside = tmp_path / "club.csv.refused.jsonl"
    rows = [json.loads(line) for line in aside.read_text().splitlines()]
    assert rows[0] == {
        "id": f"{mark}2", "title": "Bad", "year": "soon", "minutes": "90",
        "_line": 3, "_reason": "year: 'soon' is no date like %Y",
    }  # fmt: skip
    aside.write_text(json.dumps({**rows[0], "year": "1952"}) + "\n")
    mapping = tmp_path / "map.yaml"
    mapping.write_text("source: club\nkey: id\ncolumns: {title: name, year: year, minutes: runtime_minutes}\n")
    assert done(run(aside, "--map", str(mapping), "--json"))["added"] == 1
    assert found(call, "club", f"{mark}2")["release_date"] == "1952-01-01"


def test_one_bad_date_does_not_hide_the_form_of_the_others(call: Call, tmp_path: Path) -> None:
    mark = number()
    lines = ["id,title,premiere", f"{mark}1,A,09.02.1929", f"{mark}2,B,soon", f"{mark}3,C,31.12.1930"]
    result = done(run(written(tmp_path, "\n".join(lines), "dates.csv"), "--yes", "--json"))
    assert [each["reason"] for each in result["rejected"]] == ["release_date: 'soon' is no date like %d.%m.%Y"]
    assert found(call, "dates", f"{mark}1")["release_date"] == "1929-02-09"


def test_forms_and_encodings_are_recognised(tmp_path: Path) -> None:
    rows = [{"id": f"{number()}", "title": f"Zoë {place}", "year": 1950} for place in range(3)]
    lines = "\n".join(json.dumps(each) for each in rows)
    table = "\n".join(["id\ttitle\tyear", *("\t".join(map(str, each.values())) for each in rows)])
    forms = {
        "array.json": json.dumps(rows, indent=1).encode(),
        "lines.jsonl": lines.encode("utf-8-sig"),
        "tabs.tsv": table.encode("utf-16"),
        "packed.csv.gz": gzip.compress(table.replace("\t", "|").encode()),
        "latin.csv": table.replace("\t", ",").encode("cp1252"),
    }
    for name, body in forms.items():
        options = ["--encoding", "cp1252"] if name == "latin.csv" else []
        result = done(run(written(tmp_path, body, name), "--yes", "--source", "forms", "--json", *options))
        assert (name, result["added"] + result["unchanged"], result["rejected"]) == (name, 3, [])


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "the file is empty"),
    "latin": ("id,title\n1,Zo\xeb\n".encode("latin-1"), "line 2: byte 0xEB is not UTF-8: say --encoding cp1252"),
    "unmarked": ("id,title\n1,A\n".encode("utf-16-le"), "this looks like UTF-16 without its mark"),
    "twice": (b"id,title,title\n1,a,b\n", "the first line has the column 'title' twice"),
    "nameless": (b"id,colour\n1,red\n", "no column is the name of a title"),
    "keyless": (b"title,colour\nA,red\n", "nothing tells its rows apart: say --key COLUMN"),
    "broken.json": (b'[{"id": 1, "title": "A"}, {"id": 2, "ti', "line 1: not JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_does_not_fit_is_one_precise_line_and_nothing_is_sent(
    function: OneEnvironment, tmp_path: Path, name: str
) -> None:
    body, expected = BAD[name]
    result = run(written(tmp_path, body, name), "--yes")
    assert (result.exit_code, function.calls) == (1, [])
    assert len(result.stderr.splitlines()) == 1
    assert expected in result.stderr


def test_a_packed_file_that_ends_early_and_a_mapping_that_is_none_are_one_line(
    function: OneEnvironment, tmp_path: Path
) -> None:
    packed = gzip.compress(GERMAN.format(1).encode() * 50)
    assert "cannot be read to its end" in run(written(tmp_path, packed[:-20], "early.csv.gz"), "--yes").stderr
    file, mapping = written(tmp_path, GERMAN.format(1)), tmp_path / "map.yaml"
    mapping.write_text("source: club\nkey: Signatur\ncolumns: {Titel: nome}\n")
    assert "no mapping: 'nome' is no field" in run(file, "--map", str(mapping)).stderr
    mapping.write_text("source: club\nkey: Signatur\ncolumns: {Filmtitel: name}\n")
    assert "lacks the column Filmtitel" in run(file, "--map", str(mapping)).stderr
    assert "cannot name the table" in run(file, "--yes", "--source", "imdb").stderr
    assert "nobody is there to be asked" in run(file).stderr
    assert function.calls == []


def test_a_row_too_large_to_send_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    mark = number()
    file = written(tmp_path, f"id,title,plot\n{mark}1,A,{'x' * 9_000_000}\n{mark}2,B,short\n")
    result = done(run(file, "--yes", "--json"))
    assert result["added"] == 1
    assert result["rejected"][0]["line"] == 2
    assert "at most 5000000 can be sent" in result["rejected"][0]["reason"]
