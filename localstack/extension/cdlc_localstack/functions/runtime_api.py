"""The Lambda Runtime API's wire: HTTP/1.1 on a loopback socket, one client, driven by whoever invokes.

There is no server thread: the thread that invokes reads and writes the sockets itself, because each hand-over
between LocalStack's threads costs more than the exchange.
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import http.client
import io
import socket
from dataclasses import dataclass

VERSION = "/2018-06-01/runtime"
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the runtime; `path` without the API's version."""

    method: str
    path: str
    body: bytes


def listen() -> socket.socket:
    """A listening socket on a free loopback port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=8)
    listener.settimeout(0)
    return listener


class Connection:
    """A kept-alive connection from the runtime."""

    def __init__(self, listener: socket.socket) -> None:
        self.socket, _ = listener.accept()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else 40 ms per call
        self.socket.settimeout(0)
        self._buffer = bytearray()
        self.closed = False

    def read(self) -> list[Request]:
        """Take in what has arrived; the requests that are complete now."""
        try:
            data = self.socket.recv(_CHUNK)
        except BlockingIOError:
            return []
        except ConnectionResetError:
            data = b""
        if not data:
            self.closed = True
            return []
        self._buffer += data
        return list(iter(self._next, None))

    def _next(self) -> Request | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        line, _, rest = bytes(self._buffer[: end + 4]).partition(b"\r\n")
        length = int(http.client.parse_headers(io.BytesIO(rest)).get("Content-Length") or 0)
        if len(self._buffer) < end + 4 + length:
            return None
        body = bytes(self._buffer[end + 4 : end + 4 + length])
        del self._buffer[: end + 4 + length]
        method, path, _ = line.decode("latin-1").split(" ", 2)
        return Request(method, path.removeprefix(VERSION), body)

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        """Write one whole answer. Raises `OSError` where the runtime is gone or does not read for 10 s."""
        fields = {"Content-Type": "application/json", "Content-Length": str(len(body))} | (headers or {})
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.socket.settimeout(10)
        self.socket.sendall(f"HTTP/1.1 {status} {http.client.responses[status]}\r\n{head}\r\n".encode() + body)
        self.socket.settimeout(0)

    def close(self) -> None:
        self.closed = True
        self.socket.close()
