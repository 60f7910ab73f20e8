"""`cdlc export FOLDER|-`: everything in the catalogue, as files that `cdlc import export` takes again."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any, Literal

import typer
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from cdlc import settings as local
from cdlc.console import Refused, err
from cdlc.imports import running
from deployer import clients

KINDS = ("people", "companies", "titles", "collections")
FORMATS = ("jsonl", "csv")
_FUNCTION = "cdlc-{}-catalogue-export-records"
_COLUMNS: dict[str, tuple[str, ...]] = {
    "titles": (
        *("id", "kind", "parent", "number", "name", "original_name", "original_language", "overview", "tagline"),
        *("homepage", "status", "release_date", "runtime_minutes", "budget", "revenue", "popularity", "vote_average"),
        *("vote_count", "genres", "country_codes", "spoken_languages", "external_ids", "credits", "companies"),
        *("keywords", "translations", "alternative_titles", "releases"),
    ),
    "people": (
        *("id", "name", "gender", "biography", "birthday", "deathday", "place_of_birth", "known_for_department"),
        *("homepage", "external_ids"),
    ),
    "companies": ("id", "name", "country_code", "homepage", "parent_id", "external_ids"),
    "collections": ("id", "name", "overview", "titles"),
}
Record = dict[str, Any]

Target = Annotated[str, typer.Argument(help="A folder for one file per kind, or - for one kind on standard output")]
Kind = Annotated[str | None, typer.Option(help=f"One of {', '.join(KINDS)}; all unless said")]
Format = Annotated[str, typer.Option("--format", help="jsonl, or csv (lists and parts as JSON in their cells)")]


def command(target: Target, *, kind: Kind = None, form: Format = "jsonl", stage: running.Stage = None) -> None:
    """Write out titles with all their parts, people, companies and collections."""
    if kind not in (None, *KINDS):
        raise Refused(f"cdlc export: --kind knows {', '.join(KINDS)}; not {kind}")
    if form not in FORMATS:
        raise Refused(f"cdlc export: --format knows {', '.join(FORMATS)}; not {form}")
    if target == "-" and kind is None:
        raise Refused("cdlc export: standard output takes one kind: say which with --kind")
    settings = local.load()
    functions = running.client(settings, stage)
    bars = (TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*bars, console=err, transient=True, disable=not err.is_terminal) as progress:
        for each in (kind,) if kind else KINDS:
            bar = progress.add_task(each, total=None)
            with _opened(target, f"{each}.{form}") as file:
                pages = _pages(functions, _FUNCTION.format(stage or settings.stage), each)
                count = _write(file, each, form, progress.track(_records(pages), task_id=bar))
            if target != "-":
                err.print(f"{each}: {count}", markup=False)


def _pages(functions: Any, function: str, kind: str) -> Iterator[list[Record]]:
    after: str | None = None
    while True:
        try:
            page = clients.invoke(functions, function, {"kind": kind, "after": after})
        except clients.InvokeFailed as failure:
            raise Refused(f"cdlc export: {failure}") from failure
        yield page["records"]
        after = page["next"]
        if after is None:
            return


def _records(pages: Iterator[list[Record]]) -> Iterator[Record]:
    for page in pages:
        yield from page


@contextmanager
def _opened(target: str, name: str) -> Iterator[IO[str]]:
    """Standard output, or a file that is there whole or not at all."""
    if target == "-":
        yield sys.stdout
        return
    folder = Path(target)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f".{name}.{os.getpid()}"
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield file
        unfinished.replace(folder / name)
    except OSError as error:
        raise Refused(f"cdlc export: {folder}: {error.strerror}") from error


def _write(file: IO[str], kind: str, form: Literal["jsonl", "csv"] | str, records: Any) -> int:  # noqa: PYI051
    count = 0
    table = csv.writer(file) if form == "csv" else None
    if table:
        table.writerow(_COLUMNS[kind])
    for count, record in enumerate(records, 1):  # noqa: B007 - the last is the count
        if table:
            table.writerow([_cell(record.get(name)) for name in _COLUMNS[kind]])
        else:
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
