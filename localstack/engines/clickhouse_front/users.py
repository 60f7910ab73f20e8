"""Who may connect: chDB has no SQL users, so the front keeps them, in one file of scrypt hashes.

The file is JSON: {"name": {"password": "…"} or {"scrypt": "salt$hash"}, "admin": true, "database": "…"}}. A plain
password (an operator's own file) works as it is; what CREATE USER writes is hashed. It is read again when it changes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
from typing import TYPE_CHECKING, Any

from .errors import refusal

if TYPE_CHECKING:
    from pathlib import Path

ADMINS = ("default", "admin")
"""Administrators by name, as in ClickHouse's own set-up; others by `"admin": true`."""


class Users:
    """The users of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._users: dict[str, dict[str, Any]] = {}
        self._salt = secrets.token_bytes(16)
        self._proven: set[bytes] = set()

    def authenticate(self, name: str, password: str) -> dict[str, Any]:
        """The user's record; raises `FrontError` (516) for a wrong name or password alike."""
        with self._lock:
            self._read()
            record = self._users.get(name)
            if record is None or not self._matches(name, password, record):
                raise refusal(516, f"{name}: Authentication failed: password is incorrect, or there is no such user.")
            return {"name": name, **record, "admin": bool(record.get("admin", name in ADMINS))}

    def check(self) -> None:
        """Raises `SystemExit` with one line where the file cannot be read."""
        try:
            self._read()
        except (OSError, ValueError) as error:
            raise SystemExit(f"clickhouse_front: cannot read the users file {self._path}: {error}") from error

    def put(self, name: str, password: str | None, *, database: str | None, only: str | None) -> None:
        """Make or change a user, atomically. `only`: 'new' or 'known' refuse otherwise, `None` takes both."""
        with self._lock:
            self._read()
            if only == "new" and name in self._users:
                raise refusal(493, f"User `{name}` already exists.")
            if only == "known" and name not in self._users:
                raise refusal(192, f"There is no user `{name}`.")
            record = dict(self._users.get(name, {}))
            if password is not None:
                record.pop("password", None)
                record["scrypt"] = _hash(password)
            if database is not None:
                record["database"] = database
            self._write({**self._users, name: record})

    def names(self) -> list[str]:
        """Every user's name, in order."""
        with self._lock:
            self._read()
            return sorted(self._users)

    def drop(self, name: str) -> None:
        """Remove a user; raises `FrontError` (192) where there is none."""
        with self._lock:
            self._read()
            if name not in self._users:
                raise refusal(192, f"There is no user `{name}`.")
            self._write({known: record for known, record in self._users.items() if known != name})

    def _read(self) -> None:
        status = self._path.stat()
        stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
        if stamp == self._stamp:
            return
        users = json.loads(self._path.read_text())
        if not isinstance(users, dict) or not all(isinstance(record, dict) for record in users.values()):
            raise ValueError("it is not one JSON object of users")
        self._users, self._stamp = users, stamp
        self._proven.clear()

    def _write(self, users: dict[str, dict[str, Any]]) -> None:
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(users, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        self._read()

    def _matches(self, name: str, password: str, record: dict[str, Any]) -> bool:
        """Scrypt costs 50 ms by design: a proven password is remembered (keyed, in memory) until the file changes."""
        proof = hmac.digest(self._salt, f"{name}\0{password}".encode(), "sha256")
        if proof in self._proven:
            return True
        plain, hashed = record.get("password"), record.get("scrypt")
        if hashed is not None:
            right = hmac.compare_digest(_hash(password, bytes.fromhex(hashed.split("$")[0])), hashed)
        else:
            right = plain is not None and hmac.compare_digest(plain.encode(), password.encode())
        if right:
            self._proven.add(proof)
        return right


def _hash(password: str, salt: bytes | None = None) -> str:
    salt = salt or secrets.token_bytes(16)
    return f"{salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1).hex()}"
