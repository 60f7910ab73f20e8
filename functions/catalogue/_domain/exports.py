"""The daily export of ids: one file per kind of thing and day, one JSON object per line, gzip.

What a system that mirrors the catalogue reads first: which ids there are. Kept for three months.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

Exported = Literal["titles", "people", "companies", "keywords"]
EXPORTED: tuple[Exported, ...] = ("titles", "people", "companies", "keywords")


def key(kind: Exported, day: date) -> str:
    """Where the file of a day lies in the bucket, and below `/exports/` at the edge."""
    return f"catalogue/{kind}-{day.isoformat()}.jsonl.gz"


def lines(things: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
    """Each thing as one line of JSON (UTF-8)."""
    for thing in things:
        yield json.dumps(thing, ensure_ascii=False, separators=(",", ":"), default=float).encode() + b"\n"
