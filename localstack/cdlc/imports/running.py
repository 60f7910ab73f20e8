"""One import from beginning to end: the function, the bars, the journal, the report and the exit code."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import boto3
import typer
from botocore.config import Config
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from cdlc import settings as local
from cdlc.console import Refused, err, out
from cdlc.imports.journal import Journal
from cdlc.imports.sending import PAYLOAD_BYTES, RECORD_BYTES, Importer
from cdlc.imports.tables import ImportFailed, Report
from deployer import deploy

SOME_REJECTED = 3

AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON")]
Stage = Annotated[str | None, typer.Option(help="Another stage than the local one: AWS, with your own credentials")]

Work = Callable[[Importer], None]


class Rate(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        """The column's text."""
        return Text(f"{task.speed:,.0f} rows/s" if task.speed else "")


def run(  # noqa: PLR0913 - what a verb knows of itself
    verb: str, function: str, inputs: list[Path], work: Work, *, as_json: bool, stage: str | None
) -> None:
    """Do `work` with `function` (`<context>-<operation>`), print the report, leave with the exit code it deserves."""
    began, settings, report = time.monotonic(), local.load(), Report()
    name = f"cdlc-{stage or settings.stage}-{function}"
    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    try:
        functions = client(settings, stage)
        journal = Journal(settings.state, name, *(path.resolve() for path in inputs))
        with Progress(*bars, console=err, transient=True, disable=not err.is_terminal) as progress:
            most = RECORD_BYTES if function.endswith("-records") else PAYLOAD_BYTES
            work(Importer(functions, name, report, progress, journal, most))
    except ImportFailed as failure:
        raise Refused(f"cdlc {verb}: {failure}") from failure
    journal.close()
    report.seconds = round(time.monotonic() - began, 1)
    _print(report, as_json=as_json)
    if report.rejected:
        raise typer.Exit(SOME_REJECTED)


def client(settings: local.Settings, stage: str | None) -> Any:
    """Lambda of the local cloud, or of AWS for another stage."""
    if stage in (None, settings.stage):
        return deploy.aws(settings, "lambda")
    return boto3.client("lambda", config=Config(read_timeout=130, retries={"total_max_attempts": 1}))


def _print(report: Report, *, as_json: bool) -> None:
    report.rejected.sort(key=lambda row: (row.file, row.line))
    if as_json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
        return
    for row in report.rejected:
        out.print(f"{row.file} line {row.line}: {row.reason}", markup=False)
    counts = (
        f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {len(report.rejected)} rejected"
    )
    further = {
        "rows are of titles that the catalogue lacks": report.without_title,
        "rows were not asked for": report.left_out,
        "rows were sent before it was interrupted": report.resumed,
    }
    told = "".join(f"; {count} {what}" for what, count in further.items() if count)
    out.print(f"{counts} in {report.seconds} s{told}", markup=False)
