"""LocalStack, and with it every function, ends when it is told to.

It stops its web server from a thread that is not the server's; nothing wakes the server up, so that it goes on
sleeping until the next request happens to come. And when all is said and done it waits for threads that nobody
stops, and tidies a heap of a million objects for seconds.
"""

from __future__ import annotations

import atexit
import os
import sys
from functools import wraps
from typing import Any

from localstack.runtime.runtime import LocalstackRuntime
from localstack.runtime.server import twisted
from twisted.internet import reactor

from cdlc_localstack.expected import expect


def install() -> None:
    """Let the server's own thread stop it, and leave as soon as the shutdown hooks have run."""
    server: Any = twisted.TwistedRuntimeServer
    loop: Any = reactor
    expect(server.shutdown, "self.thread_pool.stop(timeout=10)", "reactor.stop()", area="functions")
    on_return = LocalstackRuntime._on_return  # noqa: SLF001 - what is patched
    expect(on_return, "self._cleanup_resources()", "self.stopped.set()", area="functions")

    def shutdown(self: Any) -> None:
        if self.thread_pool:
            self.thread_pool.stop(timeout=10)
        loop.callFromThread(loop.stop)

    server.shutdown = shutdown
    _leave_after(LocalstackRuntime)


def _leave_after(runtime: Any) -> None:
    on_return = runtime._on_return  # noqa: SLF001 - what is patched

    @wraps(on_return)
    def leave(self: Any) -> None:
        on_return(self)
        atexit._run_exitfuncs()  # noqa: SLF001 - os._exit leaves them out
        sys.stdout.flush()
        sys.stderr.flush()
        if self.stopping.is_set():  # else an error is on its way out, and wants to be seen
            os._exit(self.exit_code)

    runtime._on_return = leave  # noqa: SLF001 - what is patched
