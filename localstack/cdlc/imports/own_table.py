"""`cdlc import table FILE`: an operator's own table: looks at it, proposes what its columns mean, asks, imports."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table as Grid

from cdlc import settings as local
from cdlc.console import err
from cdlc.imports.own_mapping import Mapped, Unfit
from cdlc.imports.own_reading import OwnFile
from cdlc.imports.running import AsJson, Stage, run
from cdlc.imports.sending import Importer
from cdlc.imports.tables import ImportFailed, Row, Source

_SAMPLES, _SHOWN, _WIDTH = 50, 3, 30

File = Annotated[Path, typer.Argument(help="CSV, TSV, a JSON array or JSON lines, plain or with .gz")]
Map = Annotated[Path | None, typer.Option("--map", help="A mapping, as --save-map writes it; nothing is asked then")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Take the proposed mapping")]
SaveMap = Annotated[Path | None, typer.Option(help="Where to keep the mapping for the next time")]
Encoding = Annotated[str | None, typer.Option(help="UTF-8 or what the file's mark says, unless said")]
Name = Annotated[str | None, typer.Option("--source", help="How the catalogue remembers the table")]
Key = Annotated[str | None, typer.Option(help="The column that tells rows apart")]


def command(  # noqa: PLR0913 - a verb's options
    file: File,
    *,
    mapping: Map = None,
    yes: Yes = False,
    save_map: SaveMap = None,
    encoding: Encoding = None,
    source: Name = None,
    key: Key = None,
    as_json: AsJson = False,
    stage: Stage = None,
) -> None:
    """Titles from a table of your own; rows that cannot be taken go to FILE.refused.jsonl, to be mended."""

    def work(importer: Importer) -> None:
        table = OwnFile.of(file, encoding)
        total = sum(1 for _ in table.rows(lambda *_: None))
        samples = [cells for _, cells in islice(table.rows(lambda *_: None), _SAMPLES)]
        columns = table.columns or tuple(dict.fromkeys(name for row in samples for name in row if name[0:1] != "_"))
        meant = Mapped.load(mapping) if mapping else Mapped.propose(source or _named(file), columns, samples)
        meant = replace(meant, source=source or meant.source, key=key or meant.key)
        meant.require_whole(table.columns, file)
        if not mapping:
            _show(meant, columns, samples)
            _ask(yes=yes)
        if save_map:
            meant.save(save_map)
        own = Source(file, importer.report)
        importer.send("rows", own, _rows(table, meant, own), total, {"source": meant.source})
        _keep_refused(table, importer)

    run("import table", "catalogue-import-records", [file], work, as_json=as_json, stage=stage)


def _named(file: Path) -> str:
    stem = file.name.split(".")[0].casefold()
    return re.sub(r"[^a-z0-9_]+", "_", stem).strip("_0123456789")[:16] or "table"


def _rows(table: OwnFile, meant: Mapped, own: Source) -> Iterator[Row]:
    lines: dict[str, int] = {}
    for line, cells in table.rows(own.reject):
        try:
            record = meant.record(cells)
        except Unfit as refusal:
            own.reject(line, str(refusal))
            continue
        known = record["external_ids"].get(meant.source)
        if known in lines:
            own.reject(line, f"{meant.key}: {known} is in line {lines[known]} already")
            continue
        if known is not None:
            lines[known] = line
        yield {"line": line, "record": record}


def _show(meant: Mapped, columns: tuple[str, ...], samples: list[Row]) -> None:
    grid = Grid(title=f"{meant.source}: what the columns mean")
    for head in ("column", "field", *(f"row {place}" for place in range(1, min(_SHOWN, len(samples)) + 1))):
        grid.add_column(head)
    for column in columns:
        use = meant.columns.get(column)
        field = "key" if column == meant.key else use.field if use else "(left out)"
        grid.add_row(column, field, *(str(row.get(column, ""))[:_WIDTH] for row in samples[:_SHOWN]))
    err.print(grid)


def _ask(*, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise ImportFailed("nobody is there to be asked: say --yes to take this mapping, or --map with another")
    if not typer.confirm("Import with this mapping?", err=True):
        raise ImportFailed("nothing was imported: --yes --save-map MAP.yaml keeps a mapping to change")


def _keep_refused(table: OwnFile, importer: Importer) -> None:
    """Write the refused rows beside the file, or into the state folder, so that they can be mended and imported."""
    reasons = {each.line: each.reason for each in importer.report.rejected}
    aside = table.path.with_name(f"{table.path.name}.refused.jsonl")
    if not reasons:
        aside.unlink(missing_ok=True)
        return
    told = {line: {**cells, "_line": line, "_reason": reasons.pop(line)}
            for line, cells in table.rows(lambda *_: None) if line in reasons}  # fmt: skip
    told |= {line: {"_line": line, "_reason": reason} for line, reason in reasons.items()}
    text = "".join(json.dumps(told[line], ensure_ascii=False) + "\n" for line in sorted(told))
    try:
        aside.write_text(text)
    except OSError:
        aside = local.load().state / "imports" / aside.name
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text)
    err.print(f"refused rows: {aside}", markup=False)
