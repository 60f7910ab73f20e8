"""An import in a process of its own, to be killed: `cdlc import …` against handlers in this process.

    python -m integration.catalogue.killed_import BATCHES TOLD ARGUMENTS…

Appends a byte to the file TOLD for every call; after BATCHES answers the next call never returns.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from moto import mock_aws

from catalogue.import_records import handler
from catalogue.import_titles import handler as import_titles
from cdlc import imports
from cdlc.imports import running, sending
from integration.catalogue.one_environment import OneEnvironment


class Stalling(OneEnvironment):
    """Answers so many calls, then never again."""

    def __init__(self, batches: int, told: Path) -> None:
        super().__init__(handler, import_titles=import_titles)
        self._left, self._told = batches, told

    def invoke(self, **call: Any) -> dict[str, Any]:
        """Lambda's Invoke."""
        if self._left == 0:
            self._told.with_suffix(".stalled").touch()
            time.sleep(600)
        self._left -= 1
        answer = super().invoke(**call)
        with self._told.open("a") as file:
            file.write(".")
        return answer


def run(batches: int, told: Path, arguments: list[str]) -> None:
    """Import until the calls stall."""
    environment = Stalling(batches, told)
    sending.IN_FLIGHT, sending.PAYLOAD_BYTES = 1, 2_000
    running.client = lambda *_: environment
    imports.app(arguments)


if __name__ == "__main__":
    with mock_aws():
        import boto3

        boto3.client("secretsmanager").create_secret(Name=sys.argv[1], SecretString=sys.argv[2])
        run(int(sys.argv[3]), Path(sys.argv[4]), sys.argv[5:])
