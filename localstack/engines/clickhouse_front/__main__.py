"""Serve until SIGTERM."""

from __future__ import annotations

import logging
import signal
import sys

import uvicorn  # type: ignore[import-not-found,import-untyped,unused-ignore]

from .service import application
from .settings import FrontSettings


def serve() -> None:
    """Read the environment, then serve; statements that run at a SIGTERM get five seconds."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    settings = FrontSettings.from_environment()
    signal.signal(signal.SIGTERM, _end)  # uvicorn stops first, then raises the signal again for us
    uvicorn.run(
        application(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=30,
    )


def _end(_signal: int, _frame: object) -> None:
    sys.exit(0)


if __name__ == "__main__":
    serve()
