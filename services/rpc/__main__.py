"""Serve until SIGTERM or SIGINT, then stop gracefully."""

import signal
import sys

from rpc.server import PortTaken, start
from rpc.services import services
from rpc.settings import Settings


def serve() -> int:
    """0 after a graceful stop, 1 where the port is taken."""
    settings = Settings.load()
    try:
        running = start(settings, services(settings))
    except PortTaken as error:
        print(error, file=sys.stderr)
        return 1
    print(f"serving at {settings.rpc_listen}", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    running.stop(settings.stop_seconds)
    return 0


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})  # before any thread: all inherit it
    sys.exit(serve())
