"""CPU of the catalogue's reads beside a FastAPI and SQLAlchemy service written for the comparison, on one MariaDB.

    pip install --target PEER --no-deps fastapi starlette sqlalchemy asyncmy orjson greenlet annotated-doc
    CDLC_DATA=… PYTHONPATH=tests:PEER .venv/bin/python bench/catalogue_reads.py

TMDB 5000 is imported into a schema of its own. Both sides then answer the same requests in this process, in turn: ours
as Lambda calls a handler, the peer as a server calls an ASGI application, so neither pays for HTTP on a socket. Every
answer is compared. The figure is the process's CPU time. Statements are what MariaDB's general log shows for one
request. Writes results/catalogue-reads.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import platform
import statistics
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import boto3
from catalogue_peer import service
from tmdb_rows import tmdb

from catalogue import _wiring, import_titles
from chassis.ids import from_bytes
from integration.catalogue.context_stores import context
from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from integration.catalogue.context_stores import Schema

RESULT = Path(__file__).parent / "results" / "catalogue-reads.md"
ROUNDS, REQUESTS, BATCH = 7, 100, 40
Asked = tuple[str, dict[str, str]]  # path, query
DISCOVER = {"genre": "drama,comedy", "country": "US", "year": "1990..2015", "sort": "-vote_average", "limit": "20"}
WORDS = ("dark kni", "spider", "harry pot", "pirates", "lord ring")


def requests(ids: Sequence[str]) -> dict[str, list[Asked]]:
    """What is asked, by the row of the table."""
    one = [(f"/titles/{each}", dict[str, str]()) for each in ids[:REQUESTS]]
    return {
        "get, in the cache": one,
        "get, not in the cache": one,
        "list of 50": [("/titles", {"limit": "50"})] * REQUESTS,
        "discover": [("/titles", {**DISCOVER, "vote_average": "6"})] * REQUESTS,
        "search": [("/titles", {"query": words}) for words in WORDS] * (REQUESTS // len(WORDS)),
    }


class Ours:
    """The handlers, as Lambda calls them."""

    def prepare(self, asked: Asked) -> tuple[Any, dict[str, Any]]:
        """The handler and its event."""
        path, query = asked
        title_id = path.removeprefix("/titles").strip("/")
        operation = "get_title" if title_id else "search_titles"
        if "vote_average" in query:  # here a bound is a range
            query = {**query, "vote_average": f"{query['vote_average']}.."}
        event = sample("catalogue", operation) | {
            "pathParameters": {"title_id": title_id} if title_id else None,
            "queryStringParameters": query or None,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        }
        return import_module(f"catalogue.{operation}").handler, event

    def run(self, prepared: Sequence[tuple[Any, dict[str, Any]]]) -> list[str]:
        """The bodies of the answers."""
        with contextlib.redirect_stdout(io.StringIO()):  # logs and metrics
            return [handler(event, None)["body"] for handler, event in prepared]


class Peer:
    """The ASGI application, as a server calls it."""

    def __init__(self, url: str) -> None:
        self._app, self._loop = service(url), asyncio.new_event_loop()

    def prepare(self, asked: Asked) -> dict[str, Any]:
        """The scope of a request."""
        path, query = asked
        return {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "root_path": "",
            "raw_path": path.encode(), "query_string": urlencode(query).encode(), "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        }  # fmt: skip

    def run(self, prepared: Sequence[dict[str, Any]]) -> list[str]:
        """The bodies of the answers."""
        return self._loop.run_until_complete(self._all(prepared))

    async def _all(self, prepared: Sequence[dict[str, Any]]) -> list[str]:
        return [await self._one(scope) for scope in prepared]

    async def _one(self, scope: dict[str, Any]) -> str:
        got = list[bytes]()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Mapping[str, Any]) -> None:
            if message["type"] == "http.response.body":
                got.append(message["body"])

        await self._app({**scope}, receive, send)
        return b"".join(got).decode()


def same(ours: str, theirs: str) -> bool:
    """Whether two answers say the same; cursors and what only ours links are left out."""
    mine, its = json.loads(ours), json.loads(theirs)
    mine.pop("next_cursor", None)
    return bool(mine == its)


def measured(run: Callable[[], Any]) -> float:
    """Milliseconds of CPU a request."""
    began = time.process_time()
    run()
    return (time.process_time() - began) * 1000 / REQUESTS


def statements(schema: Schema, run: Callable[[], Any]) -> list[str]:
    """What MariaDB is told while `run` runs, session set-up left out."""
    schema.rows("SET GLOBAL log_output = 'TABLE'")
    schema.rows("TRUNCATE mysql.general_log")
    schema.rows("SET GLOBAL general_log = 1")
    run()
    schema.rows("SET GLOBAL general_log = 0")
    told = schema.rows(
        "SELECT argument FROM mysql.general_log WHERE command_type = 'Query' AND user_host LIKE %s ORDER BY event_time",
        (f"{schema.name}%",),
    )
    texts = [
        row["argument"].decode(errors="replace") if isinstance(row["argument"], bytes) else row["argument"]
        for row in told
    ]
    return [" ".join(each.split()) for each in texts]


def main() -> int:
    with context("catalogue") as schema:
        rows = list(tmdb(Path(os.environ["CDLC_DATA"])))
        for first in range(0, len(rows), BATCH):
            import_titles.handler({"rows": rows[first : first + BATCH]}, None)
        ids = schema.rows("SELECT id FROM titles ORDER BY popularity DESC, id LIMIT %s", (REQUESTS,))
        target = urlsplit(schema.url)
        password = boto3.client("secretsmanager").get_secret_value(SecretId=schema.secret)["SecretString"]
        url = f"mysql+asyncmy://{target.username}:{password}@{target.hostname}:{target.port}/{schema.name}"
        sides = (Ours(), Peer(url))
        asked = requests([from_bytes(row["id"]) for row in ids])
        found = {name: compare(schema, name, each, *sides) for name, each in asked.items()}
    RESULT.write_text(table(found, len(rows)))
    sys.stdout.write(RESULT.read_text())
    return 0


def compare(schema: Schema, name: str, asked: list[Asked], ours: Ours, peer: Peer) -> dict[str, Any]:
    """CPU of each side in turn, and the statements of one request."""
    mine, its = [ours.prepare(each) for each in asked], [peer.prepare(each) for each in asked]
    cold = name.endswith("not in the cache")

    def run_ours(events: Any = mine) -> list[str]:
        if cold:
            _wiring.cached_titles().__dict__["_away_until"] = float("inf")
        return ours.run(events)

    assert all(map(same, run_ours(), peer.run(its))), f"{name}: both sides answer the same"
    cpu: dict[str, list[float]] = {"ours": [], "peer": []}
    for _ in range(ROUNDS):
        cpu["ours"].append(measured(run_ours))
        cpu["peer"].append(measured(lambda: peer.run(its)))
    told = {
        "ours": statements(schema, lambda: run_ours(mine[:1])),
        "peer": statements(schema, lambda: peer.run(its[:1])),
    }
    _wiring.cached_titles().__dict__["_away_until"] = 0.0
    return {"cpu": {side: statistics.median(each) for side, each in cpu.items()}, "sql": told}


def table(found: dict[str, dict[str, Any]], films: int) -> str:
    lines, told = [], []
    for name, each in found.items():
        cpu, sql = each["cpu"], each["sql"]
        counts = " | ".join(str(len(sql[side])) for side in ("ours", "peer"))
        lines.append(f"| {name} | {cpu['ours']:.2f} | {cpu['peer']:.2f} | {cpu['ours'] / cpu['peer']:.2f} | {counts} |")
        told += [f"\n{name}, {side}:\n" + "".join(f"\n    {text}" for text in sql[side]) for side in sql]
    ran = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} (1 min) as it ended"
    )
    return f"""# The catalogue's reads beside FastAPI and SQLAlchemy

`bench/catalogue_reads.py`: TMDB 5000 ({films:,} films) in one MariaDB, {ROUNDS} rounds of {REQUESTS} requests in turn,
medians of milliseconds of CPU a request, without HTTP. {ran}.
Both sides gave the same answers. Aim: at most 1.0.

| | ours | peer | ratio | statements | the peer's |
|---|---|---|---|---|---|
{chr(10).join(lines)}

Ours also verifies and signs cursors, makes ETags, writes a log line's keys and metrics, and reads titles through Redis.

## What MariaDB is told for one request
{chr(10).join(told)}
"""


if __name__ == "__main__":
    sys.exit(main())
