"""A saved file is served on the next call: the process itself knows what it read, looks again, and makes way.

Looking from inside costs LocalStack nothing; only files that this process read count, so a change in one
context recycles that context's functions and no others.
"""

from __future__ import annotations

import importlib.machinery
import os
import sys
from typing import Any

_hot: tuple[str, ...] = ()
_seen: dict[str, tuple[int, int, int]] = {}
_NOTHING = (0, 0, 0)
_READS = frozenset({"open", "os.listdir", "os.scandir"})


def install(hot: list[str], packages: list[str]) -> None:
    """Remember each file and folder under `hot` that is read from now on.

    `packages` are folders of installed packages: nobody edits those, and an installer changes the folder itself.
    """
    global _hot  # noqa: PLW0603 - an audit hook cannot be removed, so there is one per process
    _hot = tuple(f"{folder}/" for folder in hot)
    _seen.update((folder, _stamp(folder)) for folder in packages)
    if not _hot:
        return
    sys.path_hooks.insert(0, _finder)
    sys.path_importer_cache.clear()
    sys.addaudithook(_audit)


def stale() -> bool:
    """Whether anything that was read has changed since."""
    return any(_stamp(path) != was for path, was in _seen.items())


def _stamp(path: str) -> tuple[int, int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - before every call, for every file
    except OSError:
        return _NOTHING
    return found.st_mtime_ns, found.st_size, found.st_ino


def _remember(path: str) -> None:
    if path not in _seen and f"{path}/".startswith(_hot):
        _seen[path] = _stamp(path)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _READS and isinstance(arguments[0], str):
        if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return
        _remember(os.path.abspath(arguments[0]))  # noqa: PTH100 - links stay as they are


class _Loader(importlib.machinery.SourceFileLoader):
    def path_stats(self, path: str) -> dict[str, Any]:
        """Stand in a finer clock for the second that compiled files are checked by.

        Two saves within one second that leave the size alone would otherwise run the first one's bytecode.
        """
        _remember(path)
        stamp = _stamp(path)
        return {"mtime": hash(stamp) & 0xFFFFFFFF, "size": stamp[1]}


def _finder(path: str) -> importlib.machinery.FileFinder:
    if not f"{path}/".startswith(_hot):
        raise ImportError(path)
    return importlib.machinery.FileFinder(
        path,
        (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES),
        (_Loader, importlib.machinery.SOURCE_SUFFIXES),
        (importlib.machinery.SourcelessFileLoader, importlib.machinery.BYTECODE_SUFFIXES),
    )
