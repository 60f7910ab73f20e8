"""The ASGI application: Stripe's API under /v1, the bank's page, and the control of faults under /_faults."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from anyio import to_thread  # type: ignore[import-not-found,import-untyped,unused-ignore]
from starlette.applications import Starlette  # type: ignore[import-not-found,import-untyped,unused-ignore]
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response  # type: ignore[import-not-found,import-untyped,unused-ignore]
from starlette.routing import Route  # type: ignore[import-not-found,import-untyped,unused-ignore]

from . import pages
from .deliveries import Deliveries
from .desk import Answer, Asked, Desk
from .errors import ApiError
from .faults import Unanswered
from .work import API_VERSION, Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request  # type: ignore[import-not-found,import-untyped,unused-ignore]

    from .settings import ProviderSettings

log = logging.getLogger("payment_provider")
_SEE_OTHER = 303


class Service:
    """The routes and what they share."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self.desk = Desk(settings)

    @asynccontextmanager
    async def lifespan(self, _application: Starlette) -> AsyncIterator[None]:
        """Deliver webhooks while the service runs."""
        delivering = asyncio.create_task(Deliveries(self.desk.store, self.desk.faults).run())
        try:
            yield
        finally:
            delivering.cancel()
            with suppress(asyncio.CancelledError):
                await delivering

    async def api(self, request: Request) -> Response:
        """Every address under /v1."""
        query = request.url.query
        form = query if request.method == "GET" else (await request.body()).decode(errors="replace")
        asked = Asked(request.method, request.url.path, form, request.headers)
        try:
            answer = await to_thread.run_sync(self.desk.answer, asked)
        except Unanswered:
            request.state.transport.abort()
            return Response()
        except Exception:
            log.exception("%s %s (%s) failed in the simulator", asked.method, asked.path, asked.id)
            answer = Answer(500, ApiError(500, "api_error", "The simulator failed: see its log").body)
        headers = {"Request-Id": asked.id, "Stripe-Version": request.headers.get("stripe-version", API_VERSION)}
        if asked.key is not None:
            headers["Idempotency-Key"] = asked.key
        return JSONResponse(answer.body, answer.status, headers | answer.headers)

    async def faults(self, request: Request) -> Response:
        """POST adds a fault, GET lists them, DELETE forgets them all."""
        try:
            self.desk.authenticate(request.headers)
            if request.method == "POST":
                return JSONResponse(self.desk.faults.ask(_json(await request.body())))
        except ApiError as error:
            return JSONResponse(error.body, error.status)
        if request.method == "DELETE":
            self.desk.faults.clear()
        return JSONResponse({"data": self.desk.faults.listed()})

    async def page(self, request: Request) -> Response:
        """3-D Secure: GET asks, POST decides."""
        told = parse_qs((await request.body()).decode(errors="replace"))
        outcome = told.get("outcome", [""])[0] if request.method == "POST" else None
        secret = request.query_params.get("client_secret", "")
        try:
            text, target = await to_thread.run_sync(self._decide, request.path_params["id"], secret, outcome)
        except ApiError as error:
            return JSONResponse(error.body, error.status)
        return RedirectResponse(target, _SEE_OTHER) if target else HTMLResponse(text)

    def _decide(self, identifier: str, secret: str, outcome: str | None) -> tuple[str, str | None]:
        with self.desk.store.transaction() as session:
            work = Work(session, {}, {"id": identifier}, url=self.settings.url)
            intent = pages.waiting(work, secret)
            target = pages.decide(work, intent, outcome) if outcome in {"approve", "refuse"} else None
            return pages.show(intent), target


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def application(settings: ProviderSettings) -> Starlette:
    """The application over one data folder. Raises `sqlite3.Error` where that cannot be opened."""
    service = Service(settings)
    log.info("SQLite %s, %s", sqlite3.sqlite_version, settings.path)
    routes = [
        Route("/v1/{path:path}", service.api, methods=["GET", "POST", "DELETE"]),
        Route("/_faults", service.faults, methods=["GET", "POST", "DELETE"]),
        Route("/3d-secure/{id}", service.page, methods=["GET", "POST"]),
    ]
    return Starlette(routes=routes, lifespan=service.lifespan)
