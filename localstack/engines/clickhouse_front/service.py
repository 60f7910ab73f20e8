"""The ASGI application: ClickHouse's HTTP interface."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import time
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from anyio import CancelScope, to_thread  # type: ignore[import-not-found,import-untyped,unused-ignore]
from starlette.applications import Starlette  # type: ignore[import-not-found,import-untyped,unused-ignore]
from starlette.responses import PlainTextResponse, Response, StreamingResponse  # type: ignore[import-not-found,import-untyped,unused-ignore]
from starlette.routing import Route  # type: ignore[import-not-found,import-untyped,unused-ignore]

from . import accounts, requests
from .engine import Engine
from .errors import WRONG_CREDENTIALS, FrontError, from_engine, refusal
from .runner import Answer, Ask, run
from .sessions import Session, Sessions
from .settings import MIB, FrontSettings
from .users import Users

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request  # type: ignore[import-not-found,import-untyped,unused-ignore]

log = logging.getLogger("clickhouse_front")
_PATIENCE = 10.0
_SLOW = 5.0
_FAILED = 500


class Service:
    """The routes and what they share."""

    def __init__(self, settings: FrontSettings) -> None:
        self.settings = settings
        self.users = Users(settings.users_file)
        self.users.check()
        self.sessions = Sessions()
        self.slots = asyncio.Semaphore(settings.max_queries)
        self.running: set[Ask] = set()
        self.engine: Engine

    @asynccontextmanager
    async def lifespan(self, _application: Starlette) -> AsyncIterator[None]:
        """Open the data folder, and close it when the last request is done."""
        self.engine = Engine(self.settings)
        to_thread.current_default_thread_limiter().total_tokens = self.settings.max_queries + 4
        try:
            yield
        finally:
            if self.running:
                log.warning("%d statements still run at the end: they end as at a kill -9", len(self.running))
                os._exit(0)  # the engine cannot be interrupted from here, and loses nothing that it acknowledged
            self.engine.close()

    async def ping(self, _request: Request) -> Response:
        """Answer GET /ping."""
        return PlainTextResponse("Ok.\n")

    async def query(self, request: Request) -> Response:
        """A statement by GET (read only) or POST."""
        if request.method in ("GET", "HEAD") and "query" not in request.query_params:
            return PlainTextResponse("Ok.\n")
        started = time.monotonic()
        query_id = request.query_params.get("query_id") or str(uuid.uuid4())
        try:
            reply = await self._answer(request)
        except FrontError as error:
            reply = _refused(error, self.engine.version, named="authorization" in request.headers)
        except Exception as error:  # the client gets ClickHouse's shape, the log the traceback
            log.exception("query %s failed in the front", query_id)
            reply = _refused(from_engine(error), self.engine.version, named=True)
        reply.headers["X-ClickHouse-Query-Id"] = query_id
        reply.headers["X-ClickHouse-Server-Display-Name"] = "chdb"
        seconds = time.monotonic() - started
        if reply.status_code >= _FAILED or seconds > _SLOW:
            line = {"query_id": query_id, "status": reply.status_code, "seconds": round(seconds, 3)}
            log.warning(json.dumps(line))
        return reply

    async def _answer(self, request: Request) -> Response:
        caller = await to_thread.run_sync(self.users.authenticate, *requests.credentials(request))
        name = request.query_params.get("session_id")
        if not name:
            return await self._run(request, caller, None)
        timeout = request.query_params.get("session_timeout", "60")
        if not timeout.isdigit():
            raise refusal(36, f"session_timeout={timeout!r} is not a number of seconds.")
        must_exist = request.query_params.get("session_check", "0") != "0"
        with self.sessions.claim(caller["name"], name, float(timeout), must_exist=must_exist) as session:
            return await self._run(request, caller, session)

    async def _run(self, request: Request, caller: dict[str, Any], session: Session | None) -> Response:
        limit = self.settings.max_body_mb * MIB
        data = await requests.body(request, limit)
        replay = tuple(session.statements) if session else ()
        database = caller.get("database", "default")
        ask = await to_thread.run_sync(requests.ask, request, data, limit, database, replay)
        if accounts.concerns(ask.statement):
            return PlainTextResponse(await to_thread.run_sync(accounts.run, ask.statement, caller, self.users))
        try:
            await asyncio.wait_for(self.slots.acquire(), _PATIENCE)
        except TimeoutError:
            raise refusal(202, f"Too many simultaneous queries: at most {self.settings.max_queries}.") from None
        answer: Answer | None = None
        try:
            answer = await to_thread.run_sync(self._work, ask)
            if session and ask.statement.verb in ("SET", "USE"):
                session.remember(ask.statement.sql)
        finally:
            if answer is None or not answer.open:
                self.slots.release()
        return self._reply(answer)

    def _work(self, ask: Ask) -> Answer:
        """On a worker thread, which goes on when its request is cancelled."""
        self.running.add(ask)
        try:
            return run(self.engine, ask)
        finally:
            self.running.discard(ask)

    def _reply(self, answer: Answer) -> Response:
        headers = {
            "X-ClickHouse-Timezone": "UTC",
            "X-ClickHouse-Summary": json.dumps({**{name: str(count) for name, count in answer.counts.items()},
                                                "elapsed_ns": str(answer.elapsed_ns)}),
        }  # fmt: skip
        if answer.format:
            headers["X-ClickHouse-Format"] = answer.format
        kind = "application/json" if (answer.format or "").startswith("JSON") else "text/plain; charset=UTF-8"
        if not answer.open:
            return Response(answer.head, headers=headers, media_type=kind)
        tag = headers["X-ClickHouse-Exception-Tag"] = secrets.token_hex(8)
        return StreamingResponse(self._chunks(answer, tag), headers=headers, media_type=kind)

    async def _chunks(self, answer: Answer, tag: str) -> AsyncIterator[bytes]:
        """The rest of a long answer; an error in its midst is told in ClickHouse's way, since the status is gone."""
        try:
            yield answer.head
            while (chunk := await to_thread.run_sync(answer.next_chunk)) is not None:
                yield chunk
        except FrontError as error:
            text = f"{error}\n"
            yield f"\r\n__exception__\r\n{tag}\r\n{text}{len(text)} {tag}\r\n__exception__\r\n".encode()
        finally:
            with CancelScope(shield=True):  # the client may be gone; cancelling the query takes milliseconds
                await to_thread.run_sync(answer.close)
            self.slots.release()


def _refused(error: FrontError, version: str, *, named: bool) -> Response:
    headers = {"X-ClickHouse-Exception-Code": str(error.code)}
    if named or error.code != WRONG_CREDENTIALS:
        return PlainTextResponse(f"{error} (version {version})\n", error.status, headers)
    headers["WWW-Authenticate"] = 'Basic realm="ClickHouse server HTTP API"'
    return PlainTextResponse(f"{error} (version {version})\n", 401, headers)


def application(settings: FrontSettings) -> Starlette:
    """The application over one data folder."""
    service = Service(settings)
    return Starlette(
        routes=[
            Route("/ping", service.ping, methods=["GET"]),
            Route("/replicas_status", service.ping, methods=["GET"]),
            Route("/", service.query, methods=["GET", "POST"]),
        ],
        lifespan=service.lifespan,
    )
