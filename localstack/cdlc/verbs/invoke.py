"""`cdlc invoke CONTEXT.OPERATION`: call one function with its sample event, or with another."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cdlc.console import Refused, err
from cdlc.settings import load
from deployer import deploy


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
    answer = functions.invoke(FunctionName=find(functions, operation), Payload=sample.read_bytes(), LogType="Tail")
    err.print(base64.b64decode(answer.get("LogResult", "")).decode(), markup=False, style="dim")
    sys.stdout.write(json.dumps(json.loads(answer["Payload"].read() or b"null"), indent=2, ensure_ascii=False) + "\n")
    if "FunctionError" in answer:
        raise typer.Exit(1)


def find(functions: Any, operation: str) -> str:
    """The deployed function whose handler is `CONTEXT.OPERATION.handler`. Refused where none is."""
    for page in functions.get_paginator("list_functions").paginate():
        for each in page["Functions"]:
            if each["Handler"] == f"{operation}.handler":
                return str(each["FunctionName"])
    raise Refused(f"no deployed function handles {operation}: run `cdlc deploy`")
