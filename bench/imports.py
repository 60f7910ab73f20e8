"""CPU of importing every function above `python -c pass`, and what its first request costs beyond that.

    make up && .venv/bin/python bench/imports.py

Each import runs in a fresh interpreter on warm bytecode, as a function's execution environment begins. The first
request is the function's sample event, in the environment that the running cloud gives the function, with its own
stores: connections, secrets, models. Functions that are not called through the API are imported alone. Writes
results/imports.md.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdlc.settings import load
from deployer import deploy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdlc.settings import Settings

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "imports.md"
AIM, TIMES, FIRSTS = 150, 5, 3
_TREE = ("functions", "layers/chassis", "layers/contracts")
_RUN = """
import os, sys, time
module, event, report = sys.argv[1:]
imported = __import__("importlib").import_module(module) if module else None
used = time.process_time()
if event:
    import contextlib, io, json
    told = json.load(open(event))
    began = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        answer = imported.handler(told, None)
    print(used, time.process_time() - began, answer["statusCode"], file=open(report, "w"))
else:
    print(used, 0, 0, file=open(report, "w"))
"""


def measure(module: str, event: Path | None, told: dict[str, str], report: Path) -> tuple[float, float, int]:
    """Milliseconds of CPU of the import, and of the first request, with its status."""
    path = os.pathsep.join(str(ROOT / part) for part in _TREE)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, **told}
    command = [sys.executable, "-c", _RUN, module, str(event or ""), str(report)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    used, first, status = report.read_text().split()
    return float(used) * 1000, float(first) * 1000, int(status)


def functions() -> Iterator[tuple[str, Path | None]]:
    """Every function's module, and its sample event where it answers API Gateway's."""
    for file in sorted(ROOT.glob("functions/*/[a-z]*.py")):
        event = ROOT / "events" / file.parent.name / f"{file.stem}.json"
        requested = event.exists() and "httpMethod" in json.loads(event.read_text())
        yield f"{file.parent.name}.{file.stem}", event if requested else None


def environments(settings: Settings) -> dict[str, dict[str, str]]:
    """What the cloud gives each function, by its module."""
    found = {}
    for page in deploy.aws(settings, "lambda").get_paginator("list_functions").paginate():
        for each in page["Functions"]:
            told = dict(each.get("Environment", {}).get("Variables", {}))
            found[each["Handler"].removesuffix(".handler")] = told | {
                "AWS_ENDPOINT_URL": settings.aws_endpoint, "AWS_DEFAULT_REGION": settings.region,
                "AWS_ACCESS_KEY_ID": settings.account, "AWS_SECRET_ACCESS_KEY": "local",
            }  # fmt: skip
    return found


def main() -> int:
    settings, rows = load(), list[tuple[float, float, str, int]]()
    told, report = environments(settings), settings.state / "imports"
    bare = statistics.median(measure("", None, {}, report)[0] for _ in range(TIMES))
    for module, event in functions():
        measure(module, None, {}, report)  # writes the bytecode
        imports = [measure(module, None, {}, report)[0] for _ in range(TIMES)]
        firsts = [measure(module, event, told[module], report)[1:] for _ in range(FIRSTS)] if event else [(0.0, 0)]
        rows.append(
            (
                statistics.median(imports) - bare,
                statistics.median(each[0] for each in firsts),
                module,
                firsts[0][1],
            )
        )
    report.unlink()
    RESULT.write_text(table(sorted(rows, reverse=True), bare))
    sys.stdout.write(RESULT.read_text())
    return 0


def table(rows: list[tuple[float, float, str, int]], bare: float) -> str:
    """The slowest first."""
    over = [row for row in rows if row[0] > AIM]
    lines = [
        f"| {module} | {imported:.0f} | {f'{first:.0f}' if status else ''} | {status or ''} |"
        for imported, first, module, status in rows
    ]
    ran: list[Any] = [os.cpu_count(), platform.python_version(), os.getloadavg()[0]]
    return f"""# What importing a function costs

`bench/imports.py`: milliseconds of CPU above `python -c pass` ({bare:.0f} ms), medians of {TIMES} fresh interpreters;
the first request's further cost, median of {FIRSTS}, and what its sample event was answered.
{ran[0]} cores, Python {ran[1]}, load {ran[2]:.1f} (1 min) as it ended.
{len(rows)} functions, {len(over)} above the aim of {AIM} ms; median {statistics.median(row[0] for row in rows):.0f} ms.

| function | import | first request | answered |
|---|---|---|---|
{chr(10).join(lines)}
"""


if __name__ == "__main__":
    sys.exit(main())
