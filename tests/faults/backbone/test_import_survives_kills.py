"""An import that is killed in the middle: the next one does the rest, nothing twice, and reports every bad row."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import imdb_files
from integration.catalogue.conftest import schema as schema  # noqa: PLC0414 - a fixture
from local_cloud import eventually

if TYPE_CHECKING:
    from integration.catalogue.context_stores import Schema

ROOT = Path(__file__).resolve().parents[3]


def start(schema: Schema, batches: int, told: Path, *arguments: str) -> subprocess.Popen[str]:
    password = schema.secret.removeprefix("test/test_catalogue_")
    words = [schema.secret, f"password-{password}", str(batches), str(told), *arguments, "--json"]
    paths = ("functions", "layers/chassis", "layers/contracts", "localstack", "tests")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / each) for each in paths)}
    command = [sys.executable, "-m", "integration.catalogue.killed_import", *words]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def calls(told: Path) -> int:
    return len(told.read_text()) if told.exists() else 0


def kill_after(schema: Schema, batches: int, told: Path, *arguments: str) -> None:
    process = start(schema, batches, told, *arguments)
    stalled = told.with_suffix(".stalled")
    try:
        eventually(lambda: stalled.exists() or process.poll() is not None, 60, "the import is in the middle")
        assert process.poll() is None, process.communicate()
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    stalled.unlink()


def finish(schema: Schema, told: Path, *arguments: str) -> dict[str, Any]:
    process = start(schema, -1, told, *arguments)
    output, errors = process.communicate(timeout=120)
    assert process.returncode in (0, 3), errors
    answer: dict[str, Any] = json.loads(output)
    return answer


@pytest.mark.parametrize("kind", ["imdb", "table"])
def test_a_killed_import_goes_on_where_it_was(schema: Schema, tmp_path: Path, kind: str) -> None:
    if kind == "imdb":
        written = imdb_files.write(tmp_path / "files", titles=40, seed=11, bad=0.1, first=70_000)
        arguments, good = ["imdb", str(tmp_path / "files")], written.films + written.series
        good += written.seasons + written.episodes
        bad = sorted(written.broken)
    else:
        rows = [f"k{place},{'' if place % 7 == 3 else f'Title {place}'},{1900 + place}" for place in range(90)]
        (tmp_path / "kept.csv").write_text("\n".join(["id,title,year", *rows]) + "\n")
        arguments = ["table", str(tmp_path / "kept.csv"), "--yes"]
        bad = [("kept.csv", place + 2) for place in range(90) if place % 7 == 3]
        good = 90 - len(bad)
    told, before = tmp_path / "told", schema.number("SELECT COUNT(*) FROM titles")
    kill_after(schema, 3, told, *arguments)
    kill_after(schema, 2, told, *arguments)
    assert calls(told) == 5
    done = finish(schema, told, *arguments)
    assert done["resumed"] > 0
    assert done["added"] == good
    assert schema.number("SELECT COUNT(*) FROM titles") == before + good
    assert sorted((each["file"], each["line"]) for each in done["rejected"]) == bad
    whole = calls(told)
    again = finish(schema, told, *arguments)
    assert (again["added"], again["changed"], again["unchanged"], again["resumed"]) == (0, 0, good, 0)
    assert calls(told) - whole == whole  # the journal went with the import: nothing was sent twice before
