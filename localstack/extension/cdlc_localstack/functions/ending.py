"""LocalStack, and with it every function, ends when it is told to.

It stops its web server from a thread that is not the server's; nothing wakes the server up, so that it goes on
sleeping until the next request happens to come.
"""

from __future__ import annotations

from typing import Any

from cdlc_localstack.expected import expect


def install() -> None:
    """Let the server's own thread stop it."""
    from localstack.runtime.server import twisted

    server = twisted.TwistedRuntimeServer
    expect(server.shutdown, "self.thread_pool.stop(timeout=10)", "reactor.stop()", area="functions")

    def shutdown(self: Any) -> None:
        if self.thread_pool:
            self.thread_pool.stop(timeout=10)
        twisted.reactor.callFromThread(twisted.reactor.stop)

    server.shutdown = shutdown
