"""A fork server that has imported what the functions on one set of layers import: their start is then a fork.

What to import is learnt: each function's process appends to a file which packages it has loaded, from its layers
and from the runtime's own. Code of functions and layers that are served as saved are never among them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from . import birth


@dataclass(frozen=True, slots=True)
class Request:
    """What to prepare: `learnt` is the file with the modules' names, `search` the layers' unchanging folders."""

    control: int
    parent: int
    learnt: str
    search: list[str]
    environment: dict[str, str]
    bytecode: str


def prepare(request: Request) -> socket.socket:
    """Import, then say "ready" on the control socket, which is returned.

    Ends the process where an import has started a thread: a child would have it dead.
    """
    os.setsid()
    birth.die_with_parent(request.parent)
    birth.keep_only(request.control)
    os.environ.update(request.environment)
    birth.write_bytecode(request.bytecode)
    path = list(sys.path)
    sys.path[:0] = request.search
    for name in Path(request.learnt).read_text().split():
        with contextlib.suppress(Exception):  # what cannot be imported here is imported, or fails, in the function
            importlib.import_module(name)
    sys.path[:] = path
    if len(os.listdir("/proc/self/task")) > 1:  # noqa: PTH208 - names are all that counts
        os._exit(1)
    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=request.control)
    control.send(b"ready")
    return control


def learn(file: str, search: list[str]) -> None:
    """Append the names of modules loaded from `search` or from the runtime's packages that the file lacks."""
    folders = tuple(f"{folder}/" for folder in [*search, os.path.dirname(os.path.dirname(_runtime_file()))])  # noqa: PTH120
    loaded = [name for name, module in list(sys.modules.items()) if _origin(module).startswith(folders)]
    known = set(Path(file).read_text().split()) if os.path.exists(file) else set()  # noqa: PTH110
    new = [name for name in loaded if name not in known and not name.startswith(("__", "runtime_client"))]
    if new:
        with open(file, "a") as learnt:  # noqa: PTH123
            learnt.write("".join(f"{name}\n" for name in new))


def _runtime_file() -> str:
    return str(sys.modules["awslambdaric"].__file__)


def _origin(module: object) -> str:
    return str(getattr(module, "__file__", None) or "")
