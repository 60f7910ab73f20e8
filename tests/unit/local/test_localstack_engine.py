"""When the supervisor must deploy again after LocalStack was restarted."""

from __future__ import annotations

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from cdlc.settings import load
from engines.engine import Unhealthy
from engines.localstack_server import LocalStack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Answering:
    """What stands in LocalStack's place: one answer to every call."""

    status, body = 200, b""


@pytest.fixture
def answering() -> Iterator[tuple[Answering, int]]:
    answer = Answering()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(answer.status)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        yield answer, server.server_port
        server.shutdown()


@pytest.fixture
def engine(tmp_path: Path, answering: tuple[Answering, int]) -> LocalStack:
    settings = load()
    return LocalStack(replace(settings, state=tmp_path, ports={**settings.ports, "localstack": answering[1]}))


@pytest.mark.parametrize(
    ("status", "body", "lost"),
    [
        (200, b"<StackStatus>CREATE_COMPLETE</StackStatus>", False),
        (200, b"<StackStatus>UPDATE_COMPLETE</StackStatus>", False),
        (200, b"<StackStatus>CREATE_IN_PROGRESS</StackStatus>", True),
        (200, b"<StackStatus>ROLLBACK_COMPLETE</StackStatus>", True),
        (400, b"<Message>Stack with id cdlc does not exist</Message>", True),
    ],
)
def test_a_deployment_is_lost_when_its_front_door_is_not_whole(
    engine: LocalStack,
    answering: tuple[Answering, int],
    status: int,
    body: bytes,
    lost: bool,  # noqa: FBT001
) -> None:
    (engine.settings.state / "deployed.json").write_text("{}")
    answering[0].status, answering[0].body = status, body
    assert engine.lost_its_deployment() is lost


def test_what_was_never_deployed_is_not_lost(engine: LocalStack, answering: tuple[Answering, int]) -> None:
    answering[0].status = 400
    assert engine.lost_its_deployment() is False


def test_an_answer_of_another_account_is_not_health(engine: LocalStack, answering: tuple[Answering, int]) -> None:
    answering[0].body = b"<Account>123456789012</Account>"
    with pytest.raises(Unhealthy, match="does not name the local account"):
        engine.check()
    answering[0].body = f"<Account>{engine.settings.account}</Account>".encode()
    engine.check()
