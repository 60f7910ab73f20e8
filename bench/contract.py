"""Every operation under a thousand generated requests: `.venv/bin/python bench/contract.py [examples]`, cloud up.

The checks are those of tests/cloud/test_contract.py. Writes bench/results/contract.md; exit code 1 where one failed.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / each) for each in ("functions", "layers/chassis", "layers/contracts", "localstack", "tests")]

from schemathesis.core.failures import FailureGroup  # noqa: E402 - the tree is on the path now

from contracts_of_operations import ROUTES, Promises  # noqa: E402
from local_cloud import Cloud  # noqa: E402


def run(examples: int) -> bool:
    """Check every operation and write the table; whether all kept their promise."""
    promises, began, sent = Promises(Cloud()), time.perf_counter(), 0
    broken: list[str] = []
    for context, route in ROUTES:
        try:
            sent += promises.check(context, route, examples)
        except FailureGroup as failure:
            broken.append(f"{context} {route}: {failure.exceptions[0]}")
    seconds = time.perf_counter() - began
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    text = f"""# Generated requests against every operation

`bench/contract.py`, {datetime.now(UTC):%Y-%m-%d}, {where}: {len(ROUTES)} operations, up to {examples} requests each
(fewer where an operation allows fewer different ones), {sent:,} in all, {seconds:.0f} s.

Broken promises (a 5xx, another shape or another media type than the document says): {len(broken)}.
{"".join(f"{chr(10)}- {each}" for each in broken)}
"""
    (ROOT / "bench" / "results" / "contract.md").write_text(text)
    print(text)
    return not broken


if __name__ == "__main__":
    sys.exit(0 if run(int(sys.argv[1]) if len(sys.argv) > 1 else 1000) else 1)
