"""`cdlc status`: every part with its state, address, process, memory and health."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.table import Table

from cdlc.console import out
from cdlc.settings import load
from engines import control, processes


def command(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Show every part; exit code 0 only when all are healthy."""
    settings = load()
    report = describe(control.status(settings.state))
    if as_json:
        print(json.dumps(report, indent=2))
    elif report["parts"]:
        _show(report)
    else:
        out.print("nothing runs: make up")
    if not report["healthy"]:
        raise typer.Exit(1)


def describe(snapshot: dict[str, Any] | None) -> dict[str, Any]:
    """A snapshot as `status --json` prints it: `phase`, `healthy`, `memory_mb` (PSS of all) and `parts`."""
    if snapshot is None:
        return {"phase": "down", "healthy": False, "memory_mb": 0.0, "parts": []}
    parts = [_part(part) for part in snapshot["parts"]]
    own = processes.memory_mb(snapshot["pid"]) - sum(part["memory_mb"] for part in parts)
    parts.append({"name": "supervisor", "state": snapshot["phase"], "health": "ok", "detail": "", "address": None,
                  "pid": snapshot["pid"], "memory_mb": round(own, 1), "restarts": 0})  # fmt: skip
    healthy = snapshot["phase"] == "up" and all(part["health"] == "ok" for part in parts)
    total = round(sum(part["memory_mb"] for part in parts), 1)
    return {"phase": snapshot["phase"], "healthy": healthy, "memory_mb": total, "parts": parts}


def _part(part: dict[str, Any]) -> dict[str, Any]:
    memory = round(processes.memory_mb(part["pid"]), 1) if part["pid"] else 0.0
    return {"name": part["name"], "state": part["state"], "health": "ok" if part["state"] == "healthy" else "bad",
            "detail": part["detail"], "address": part["address"], "pid": part["pid"], "memory_mb": memory,
            "restarts": part["restarts"]}  # fmt: skip


def _show(report: dict[str, Any]) -> None:
    rows = Table("part", "state", "address", "pid", "MB", "restarts", "", box=None, header_style="dim")
    for part in report["parts"]:
        colour = "green" if part["health"] == "ok" else "red"
        rows.add_row(part["name"], f"[{colour}]{part['state']}[/]", part["address"] or "", str(part["pid"] or ""),
                     f"{part['memory_mb']:.0f}", str(part["restarts"]), part["detail"])  # fmt: skip
    out.print(rows)
    out.print(f"{report['phase']}, {report['memory_mb']:.0f} MB in all (PSS)")
