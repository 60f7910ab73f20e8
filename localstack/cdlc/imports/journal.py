"""Which batches of an import are done, so that one that was killed goes on where it was.

One line of JSON per batch: the hash of what was sent and the function's answer, bad rows among it. A batch that is
asked for again is answered from here; its file is read anew, which is quick, but nothing is sent twice. The journal
goes when its import is done; `cdlc reset` drops it with the data.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


class Journal:
    """The batches of one import: a function and the files that it is fed."""

    def __init__(self, folder: Path, *names: object) -> None:
        name = hashlib.sha256("\n".join(map(str, names)).encode()).hexdigest()[:16]
        self.path = folder / "imports" / f"{name}.jsonl"
        self._done: dict[str, dict[str, Any]] = {}
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                self._read(line)

    def answer(self, payload: bytes) -> dict[str, Any] | None:
        """What the function answered to this batch."""
        return self._done.get(_hash(payload))

    def keep(self, payload: bytes, answer: dict[str, Any]) -> None:
        """Remember that a batch is done. Written at once: a killed process has told the system what it wrote."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.write(json.dumps({"batch": _hash(payload), "answer": answer}) + "\n")

    def close(self) -> None:
        """The import is done."""
        self.path.unlink(missing_ok=True)

    def _read(self, line: str) -> None:
        try:
            told = json.loads(line)
        except ValueError:  # cut off when the import was killed: that batch is sent again
            return
        self._done[told["batch"]] = told["answer"]


def _hash(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()
