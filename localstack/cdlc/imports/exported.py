"""`cdlc import export FOLDER`: what `cdlc export` wrote, into this catalogue or another.

A thing is found by its id, else by its ids of other systems, else added under its id. Companies go twice, since one may
belong to another that comes later; titles go in three steps, since episodes stand under seasons.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cdlc.imports.running import AsJson, Stage, run
from cdlc.imports.sending import Importer
from cdlc.imports.tables import ImportFailed, Report, Row, Source

_SOURCE = "export"
_STEPS = (("film", "series"), ("season",), ("episode",))
_THINGS, _TITLES = "catalogue-import-things", "catalogue-import-records"

Folder = Annotated[Path, typer.Argument(help="The folder that `cdlc export` wrote")]


def command(folder: Folder, *, as_json: AsJson = False, stage: Stage = None) -> None:
    """Titles with all their parts, people, companies and collections, as `cdlc export` wrote them."""

    def work(importer: Importer) -> None:
        files = {name: folder / f"{name}.jsonl" for name in ("people", "companies", "titles", "collections")}
        there = {name: path for name, path in files.items() if path.is_file()}
        if not there:
            raise ImportFailed(f"{folder} holds none of {', '.join(path.name for path in files.values())}")
        importer.function = importer.function.replace(_TITLES, _THINGS)
        for name in ("people", "companies"):
            if name in there:
                _send_things(importer, name, there[name])
        if "titles" in there:
            importer.function = importer.function.replace(_THINGS, _TITLES)
            for kinds in _STEPS:
                _send(importer, there["titles"], {"source": _SOURCE}, kinds)
            importer.function = importer.function.replace(_TITLES, _THINGS)
        if "collections" in there:
            _send_things(importer, "collections", there["collections"])

    run("import export", _TITLES, [folder], work, as_json=as_json, stage=stage)


def _send_things(importer: Importer, kind: str, path: Path) -> None:
    _send(importer, path, {"kind": kind, "source": _SOURCE}, without="parent_id" if kind == "companies" else "")
    if kind == "companies":
        told = importer.report
        importer.report = Report()  # the same companies once more are nothing to count
        _send(importer, path, {"kind": kind, "source": _SOURCE}, only="parent_id")
        told.rejected += [each for each in importer.report.rejected if each not in told.rejected]
        importer.report = told


def _send(  # noqa: PLR0913 - a step of the import
    importer: Importer,
    path: Path,
    beside: dict[str, object],
    kinds: tuple[str, ...] = (),
    *,
    without: str = "",
    only: str = "",
) -> None:
    source, quiet = Source(path, importer.report), Source(path, Report())

    def wanted(told: Source) -> Iterator[Row]:
        for line, record in _records(told, first=not kinds or kinds == _STEPS[0]):
            if (not kinds or record.get("kind", "film") in kinds) and (not only or only in record):
                yield {"line": line, "record": {k: v for k, v in record.items() if k != without}}

    importer.send("rows", source, wanted(source), sum(1 for _ in wanted(quiet)), beside)


def _records(source: Source, *, first: bool) -> Iterator[tuple[int, Row]]:
    """Records with their lines; what is no object is rejected by the first of several readers."""
    with source.path.open("rb") as file:
        for line, text in enumerate(file, 1):
            try:
                record = json.loads(text)
            except (ValueError, RecursionError) as error:
                record = str(error)
            if isinstance(record, dict):
                yield line, record
            elif first:
                source.reject(line, f"no JSON object: {record}"[:200])
