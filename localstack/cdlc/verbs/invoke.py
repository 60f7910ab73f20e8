"""`cdlc invoke CONTEXT.OPERATION`: call one function with its sample event, or with another."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cdlc.console import Refused, err
from cdlc.settings import load
from deployer import clients, deploy


def command(
    operation: Annotated[str, typer.Argument(help="CONTEXT.OPERATION, for example catalogue.get_title")],
    event: Annotated[
        Path | None, typer.Option("--event", "-e", help="A JSON file; without: events/CONTEXT/OPERATION.json")
    ] = None,
) -> None:
    """Call one function and print its answer and its log; exit code 1 where the function failed."""
    settings = load()
    context, _, name = operation.partition(".")
    sample = event or settings.root / "events" / context / f"{name}.json"
    if not sample.is_file():
        raise Refused(f"no sample event at {sample}: is {operation} an operation?")
    functions = deploy.aws(settings, "lambda")
    try:
        name = clients.function_of(functions, operation)
    except LookupError as error:
        raise Refused(str(error)) from None
    answer = functions.invoke(FunctionName=name, Payload=sample.read_bytes(), LogType="Tail")
    err.print(base64.b64decode(answer.get("LogResult", "")).decode(), markup=False, style="dim")
    sys.stdout.write(json.dumps(json.loads(answer["Payload"].read() or b"null"), indent=2, ensure_ascii=False) + "\n")
    if "FunctionError" in answer:
        raise typer.Exit(1)
