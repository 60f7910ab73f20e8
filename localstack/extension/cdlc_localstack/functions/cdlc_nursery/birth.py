"""What a forked child does to become a Lambda execution environment, ending in AWS's own runtime loop."""

from __future__ import annotations

import ctypes
import importlib
import os
import resource
import signal
import sys
import tempfile
import time
from dataclasses import dataclass

from . import client, freshness

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Request:
    """What to become. Paths are absolute; `hot` and `packages` are what `freshness.install` takes,
    `learnt` (empty: nothing to learn) and `steady` what `parenthood.learn` takes.
    """

    output: int
    telemetry: int
    parent: int
    handler: str
    name: str
    environment: dict[str, str]
    root: str
    search: list[str]
    hot: list[str]
    packages: list[str]
    learnt: str
    steady: list[str]
    bytecode: str
    data_bytes: int
    file_bytes: int


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent's thread ends; end at once where that has happened."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def warm() -> None:
    """Import what every function's process needs, once for all of them.

    Not the native client: it reads the Runtime API's address when it is imported, so each child does that.
    """
    sys.modules["runtime_client"] = None  # type: ignore[assignment]
    importlib.import_module("awslambdaric.bootstrap")
    del sys.modules["runtime_client"]
    home = os.environ.pop("PYTHONPATH")
    sys.path.remove(home)


def keep_only(descriptor: int) -> None:
    """Close everything but standard input, output, error and this one."""
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, 4096)


def write_bytecode(folder: str) -> None:
    """Keep compiled files under `folder`; from here on, as the server's own are not written at all."""
    sys.pycache_prefix = folder
    sys.dont_write_bytecode = False


def live(request: Request) -> None:
    """Become the function: returns, or exits, only when the process shall end."""
    os.setsid()
    die_with_parent(request.parent)
    _LIBC.prctl(PR_SET_NAME, request.name.encode()[:15])
    _descriptors(request)
    _limits(request)
    _environment(request)
    freshness.install(request.hot, request.packages)
    bootstrap = importlib.import_module("awslambdaric.bootstrap")
    if "AWS_LAMBDA_LOG_FORMAT" in os.environ or "AWS_LAMBDA_LOG_LEVEL" in os.environ:
        bootstrap = importlib.reload(bootstrap)  # it reads both when it is imported
    bootstrap.run(request.handler, client.make(request.telemetry, request.learnt, request.steady))


def _descriptors(request: Request) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (request.output, 1), (request.output, 2)):
        os.dup2(source, target)
    keep_only(request.telemetry)
    os.set_inheritable(request.telemetry, False)  # noqa: FBT003 - takes no keyword


def _limits(request: Request) -> None:
    """AWS's own bounds on files and processes, and a backstop behind the watch on resident memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
    resource.setrlimit(resource.RLIMIT_FSIZE, (request.file_bytes, request.file_bytes))
    resource.setrlimit(resource.RLIMIT_DATA, (request.data_bytes, request.data_bytes))


def _environment(request: Request) -> None:
    os.environ.clear()
    os.environ.update(request.environment, _LAMBDA_TELEMETRY_LOG_FD=str(request.telemetry))
    os.chdir(request.root)
    time.tzset()
    tempfile.tempdir = None
    sys.argv = ["awslambdaric", request.handler]
    sys.path[:0] = request.search
    write_bytecode(request.bytecode)
