"""The recorded AWS calls of the functions: `$CDLC_STATE/calls/<function>.jsonl`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `service` and `operation` in botocore's names, `parameters` those that name resources."""

    function: str
    service: str
    operation: str
    parameters: dict[str, Any] = field(default_factory=dict)
    region: str = "eu-central-1"
    account: str = "000000000000"
    at: str = ""


def read(folder: Path) -> list[Call]:
    """Every recorded call under `folder`, oldest file part first; an unfinished last line is left out."""
    found: list[Call] = []
    for file in sorted(folder.glob("*.jsonl*"), key=lambda file: (file.name.partition(".")[0], file.suffix != ".1")):
        lines = file.read_text().splitlines(keepends=True)
        found += [Call(**json.loads(line)) for line in lines if line.endswith("\n")]
    return found
