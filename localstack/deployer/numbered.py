"""Migrations of the stores that no kept library migrates from Python: numbered files, forward only, each applied once.

cassandra-migrate rests since 2021, its fork never left pre-release; neo4j-python-migrations asks for a driver of two
versions ago, and Neo4j's own tool for a JVM at each deploy. Neither store has transactions over its schema: every
statement must bear repetition (IF NOT EXISTS), since a migration that stopped half-way runs again from its start.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = re.compile(r"\d{4}_[a-z0-9_]+")
_COMMENT = re.compile(r"^\s*(--|//).*$", re.MULTILINE)


class BadMigration(Exception):
    """A file is named otherwise than NNNN_name, or was changed after it had been applied; names it."""


@dataclass(frozen=True)
class Migration:
    """One file: its name without suffix, SHA-256 of its bytes, its statements in order."""

    id: str
    digest: str
    statements: tuple[str, ...]


def contexts(migrations: Path) -> list[str]:
    """Names of the contexts that have migrations of this store: the folders below `migrations`."""
    return sorted(path.name for path in migrations.iterdir() if path.is_dir())


def pending(folder: Path, applied: dict[str, str]) -> list[Migration]:
    """What of `folder` is not in `applied` (id → digest), in order. Raises `BadMigration`."""
    found = [_read(path) for path in sorted(folder.iterdir())]
    for migration in found:
        if applied.get(migration.id, migration.digest) != migration.digest:
            raise BadMigration(f"{folder}/{migration.id} was changed after it had been applied: add a new file instead")
    return [migration for migration in found if migration.id not in applied]


def _read(path: Path) -> Migration:
    if not _NAME.fullmatch(path.stem):
        raise BadMigration(f"{path}: its name is not NNNN_name")
    content = path.read_bytes()
    parts = _COMMENT.sub("", content.decode()).split(";\n")
    statements = tuple(part.strip() for part in parts if part.strip())
    return Migration(path.stem, hashlib.sha256(content).hexdigest(), statements)
