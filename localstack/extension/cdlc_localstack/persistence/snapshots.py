"""One file per service: magic, SHA-256 of the rest, the rest. Written beside, flushed, renamed; the last is kept."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

MAGIC = b"cdlc-state-1\n"
LOG = logging.getLogger("localstack.persistence")


class Corrupt(Exception):
    """A snapshot whose bytes are not those that were written."""


def write(folder: Path, service: str, content: bytes) -> None:
    """Replace the service's snapshot; a crash at any moment leaves the new one or the one before, whole."""
    current, previous, new = (folder / f"{service}{ending}" for ending in (".state", ".previous", ".new"))
    with new.open("wb") as file:
        file.write(MAGIC + hashlib.sha256(content).digest() + content)
        file.flush()
        os.fsync(file.fileno())
    if current.exists():
        current.replace(previous)
    new.replace(current)
    sync(folder)


def read(path: Path) -> bytes:
    """The content of one file; raises `Corrupt` where magic or checksum differ, `OSError` where it cannot be read."""
    raw = path.read_bytes()
    digest, content = raw[len(MAGIC) : len(MAGIC) + 32], raw[len(MAGIC) + 32 :]
    if not raw.startswith(MAGIC) or hashlib.sha256(content).digest() != digest:
        raise Corrupt(f"{path}: {len(raw)} bytes, checksum differs")
    return content


def candidates(folder: Path, service: str) -> Iterator[Path]:
    """The newest file first, then the one before it, as far as they exist."""
    for ending in (".state", ".previous"):
        if (path := folder / f"{service}{ending}").exists():
            yield path


def services(folder: Path) -> set[str]:
    """Names of the services that have a snapshot of either age."""
    return {path.stem for ending in ("state", "previous") for path in folder.glob(f"*.{ending}")}


def sync(folder: Path) -> None:
    """Make renames in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
