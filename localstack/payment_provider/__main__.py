"""Serve until SIGTERM."""

from __future__ import annotations

import logging
import signal
import sys

import uvicorn  # type: ignore[import-not-found,import-untyped,unused-ignore]
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol  # type: ignore[import-not-found,import-untyped,unused-ignore]

from .service import application
from .settings import ProviderSettings


class Cuttable(HttpToolsProtocol):  # type: ignore[misc]  # untyped where uvicorn is not installed
    """Hands the connection to the application, which may cut it without an answer."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["transport"] = self.transport


def serve() -> None:
    """Read the environment, then serve."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    settings = ProviderSettings.from_environment()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))  # uvicorn stops first, then raises it again
    uvicorn.run(
        application(settings),
        host=settings.host,
        port=settings.port,
        http=Cuttable,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=30,
    )


if __name__ == "__main__":
    serve()
