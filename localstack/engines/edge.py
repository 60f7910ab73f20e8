"""nginx as the edge, for CloudFront: the one origin that people and the web client see."""

from __future__ import annotations

import grp
import importlib.util
import json
import os
import pwd
import signal
import urllib.request
from pathlib import Path

from engines.engine import Command, Engine, Unhealthy
from engines.rendering import render

_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")


class Edge(Engine):
    """Routes by path, caches what Cache-Control allows, compresses; what it cannot reach is problem+json."""

    name = "edge"
    death_signal = "TERM"
    stop_signal = signal.SIGTERM
    grace_seconds = 5

    def prepare(self) -> None:
        for name in ("tmp", "cache", "logs"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        user = pwd.getpwuid(os.geteuid()).pw_name
        group = grp.getgrgid(os.getegid()).gr_name
        render(
            self.settings,
            "edge/nginx.conf.j2",
            self.folder / "nginx.conf",
            folder=self.folder,
            swagger=_swagger(),
            brotli=_BROTLI if _BROTLI.exists() else None,
            user=f"{user} {group}" if os.geteuid() == 0 else None,
            contexts=("identity", "customers", "configuration", "catalogue", "social", "feed", "discovery",
                      "booking", "orders", "payments", "dispatch", "media", "insights"),
        )  # fmt: skip

    def command(self) -> Command:
        words = ("nginx", "-p", f"{self.folder}/", "-c", "nginx.conf", "-e", "stderr")
        return Command(words, self.environment(), self.folder)

    def check(self) -> None:
        """Fetch a page that the edge answers by itself: the engines behind it have checks of their own."""
        with urllib.request.urlopen(f"http://{self.address}/edge-health", timeout=5) as answer:
            if json.loads(answer.read()) != {"status": "ok"}:
                raise Unhealthy("its own page is not what it should be")


def _swagger() -> Path:
    """Where Swagger UI's files lie: in the installed Powertools, found without importing it."""
    found = importlib.util.find_spec("aws_lambda_powertools")
    assert found is not None  # noqa: S101 - pinned beside this command
    assert found.origin is not None  # noqa: S101
    return Path(found.origin).parent / "event_handler" / "openapi" / "swagger_ui"
