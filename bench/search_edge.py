"""Search through the edge at 100,000 titles, beside a list of titles there: what the path costs, and what search adds.

    make up && PYTHONPATH=tests .venv/bin/python bench/search_edge.py

Made-up titles are stored with their index in the running cloud's catalogue until there are 100,000, as its functions
would store them (`make reset` drops them). Then one caller asks for 300 of their names, a third misspelt, each once, so
that no cache answers. Writes results/search-edge.md.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import httpx
from imports import environments
from made_up_titles import MADE_UP, fill, made_up

from catalogue import _wiring
from cdlc.settings import load
from relevance.misspelling import misspell

if TYPE_CHECKING:
    from collections.abc import Iterable

RESULT = Path(__file__).parent / "results" / "search-edge.md"
TIMED, WARM = 300, 20


def stored() -> int:
    """Titles in the catalogue."""
    with _wiring.database().read() as tx:
        row = tx.one("SELECT COUNT(*) AS titles FROM titles WHERE kind = 'film'")
    return int(row["titles"]) if row else 0


def timed(edge: httpx.Client, path: str, asked: Iterable[dict[str, str]]) -> list[float]:
    """Milliseconds of each request, the first ones left out."""
    took = []
    for query in asked:
        began = time.perf_counter()
        edge.get(path, params=query).raise_for_status()
        took.append((time.perf_counter() - began) * 1000)
    return took[WARM:]


def main() -> int:
    settings = load()
    os.environ |= environments(settings)["catalogue.search_names"]
    names, chance = made_up(), Random(5)
    fill(names[: max(0, MADE_UP - stored())])
    texts = [name for name, _ in chance.sample(names, TIMED + WARM)]
    typed = [misspell(text, chance) if place % 3 == 0 else text for place, text in enumerate(texts)]
    with httpx.Client(base_url=settings.public_url, timeout=60, trust_env=False) as edge:
        rows = {
            "`GET /search`, a name": timed(edge, "/api/catalogue/search", ({"query": text} for text in typed)),
            "`GET /titles`, a page of 20": timed(
                edge, "/api/catalogue/titles", ({"popularity": f"..{place + 1000}"} for place in range(TIMED + WARM))
            ),
        }
    RESULT.write_text(table(rows, stored()))
    sys.stdout.write(RESULT.read_text())
    return 0


def table(rows: dict[str, list[float]], titles: int) -> str:
    lines = [
        f"| {name} | {statistics.median(took):.1f} | {statistics.quantiles(took, n=20)[18]:.1f} | {max(took):.0f} |"
        for name, took in rows.items()
    ]
    ran = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} (1 min) as it ended"
    )
    return f"""# Search through the edge

`bench/search_edge.py`: {titles:,} titles, {TIMED} requests each, one caller, milliseconds; nothing asked twice. {ran}.
Aim for search: p95 at most 30 ms.

| | p50 | p95 | slowest |
|---|---|---|---|
{chr(10).join(lines)}
"""


if __name__ == "__main__":
    sys.exit(main())
