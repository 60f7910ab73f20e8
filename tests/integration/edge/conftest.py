"""The real edge (nginx) before an upstream whose every answer a test decides."""

from __future__ import annotations

import socket
import subprocess
import threading
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from cdlc.settings import load
from engines.edge import Edge
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cdlc.settings import Settings

Answer = tuple[int, dict[str, str], bytes]


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # of connections that wait: with the usual 5 a crowd's are dropped, and the edge gives up


@dataclass
class Asked:
    """A request as the upstream saw it."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Upstream:
    """Answers with `answer(asked)` and remembers what it was asked."""

    port: int
    answer: Callable[[Asked], Answer] = lambda _: (200, {}, b"{}")
    asked: list[Asked] = field(default_factory=list)

    def start(self) -> ThreadingHTTPServer:
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
                upstream.asked.append(asked)
                status, headers, body = upstream.answer(asked)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815  # the library's name

            def log_message(self, *_: Any) -> None:
                pass

        server = _Server(("127.0.0.1", self.port), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server


@dataclass
class Front:
    """The edge and what is behind it."""

    client: httpx.Client
    upstream: Upstream
    server: ThreadingHTTPServer
    settings: Settings


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def front(tmp_path: Path) -> Iterator[Front]:
    ports = {"edge": _free_port(), "localstack": _free_port()}
    settings = replace(load(), state=tmp_path, ports=ports)
    upstream = Upstream(ports["localstack"])
    server = upstream.start()
    edge = Edge(settings)
    edge.prepare()
    command = edge.command()
    process = subprocess.Popen(command.words, env=command.environment, cwd=command.folder)
    try:
        eventually(lambda: _healthy(edge), 10, "the edge answers")
        with httpx.Client(base_url=f"http://127.0.0.1:{ports['edge']}", timeout=10) as client:
            yield Front(client, upstream, server, settings)
    finally:
        process.terminate()
        process.wait(10)
        server.shutdown()
        server.server_close()


def _healthy(edge: Edge) -> bool:
    try:
        edge.check()
    except OSError:
        return False
    return True
