"""Jobs and queues, each a JSON file that is on disk before the call that changed it is answered.

Beside LocalStack's other kept state: `<state>/mediaconvert/<account>/<region>/{jobs,queues}/<id>.json`. They are not
in the snapshots, which hold the programs' own classes: a job's life goes on after its call was answered.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class Shelf:
    """The records of one kind, in memory and on disk. Every change is written whole, then put in place."""

    def __init__(self, root: Path, kind: str) -> None:
        self._root, self._kind = root, kind
        self._lock = threading.RLock()
        self._records: dict[tuple[str, str, str], Record] = {}
        for file in sorted(root.glob(f"*/*/{kind}/*.json")):
            account, region = file.parts[-4], file.parts[-3]
            self._records[account, region, file.stem] = json.loads(file.read_text())

    def put(self, account: str, region: str, name: str, record: Record) -> None:
        """Keep a record, new or changed."""
        with self._lock:
            self._write(self._file(account, region, name), record)
            self._records[account, region, name] = record

    def get(self, account: str, region: str, name: str) -> Record | None:
        """A copy of the record."""
        with self._lock:
            found = self._records.get((account, region, name))
            return json.loads(json.dumps(found)) if found is not None else None

    def change(self, account: str, region: str, name: str, how: Callable[[Record], bool]) -> Record | None:
        """Change a record under the lock; it is written where `how` says that it changed. The record, or None."""
        with self._lock:
            record = self.get(account, region, name)
            if record is not None and how(record):
                self.put(account, region, name, record)
            return record

    def remove(self, account: str, region: str, name: str) -> None:
        with self._lock:
            if self._records.pop((account, region, name), None) is not None:
                self._file(account, region, name).unlink(missing_ok=True)

    def all(self, account: str, region: str) -> list[Record]:
        """Copies of the records of one account and region."""
        with self._lock:
            return [json.loads(json.dumps(each)) for key, each in self._records.items() if key[:2] == (account, region)]

    def everything(self) -> Iterator[tuple[str, str, Record]]:
        """(account, region, record) of all."""
        with self._lock:
            found = [(account, region, self.get(account, region, name)) for account, region, name in self._records]
        yield from ((account, region, record) for account, region, record in found if record is not None)

    @property
    def lock(self) -> threading.RLock:
        """Held across a look and a put that must not be parted."""
        return self._lock

    def _file(self, account: str, region: str, name: str) -> Path:
        return self._root / account / region / self._kind / f"{name}.json"

    def _write(self, file: Path, record: Record) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        with fresh.open("w") as out:
            json.dump(record, out)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
