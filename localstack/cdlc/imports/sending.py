"""Sending rows to a function: batches by size, a few at a time, repeated where that may help."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import botocore.exceptions
from rich.progress import Progress, TaskID

from cdlc.imports.tables import ImportFailed, Report, Row, Table

PAYLOAD_BYTES = 1_000_000  # Lambda takes 6 MB; smaller batches keep transactions short and the progress honest
IN_FLIGHT = 3
ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 0.4

Sent = tuple[int, Row]
"""How many rows a batch had, and the function's answer."""


class _WorthRepeating(Exception):
    """A call that may succeed when it is made again."""


@dataclass(slots=True)
class Importer:
    """Sends rows to a function, a few batches at a time, and adds up the answers."""

    functions: Any
    function: str
    report: Report
    progress: Progress

    def send(self, member: str, table: Table, rows: Iterable[Row], total: int) -> None:
        """Every row of `rows` as `{member: [row, …]}`. Raises `ImportFailed`."""
        bar = self.progress.add_task(table.path.name, total=total)
        with ThreadPoolExecutor(IN_FLIGHT) as pool:
            running: set[Future[Sent]] = set()
            for batch in cut(rows, PAYLOAD_BYTES):
                if len(running) >= IN_FLIGHT:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    self._count(done, table, bar)
                running.add(pool.submit(self._batch, member, batch))
            self._count(running, table, bar)

    def _batch(self, member: str, batch: list[str]) -> Sent:
        payload = f'{{"{member}":[{",".join(batch)}]}}'
        return len(batch), self._answer(payload.encode())

    def _count(self, done: Iterable[Future[Sent]], table: Table, bar: TaskID) -> None:
        for each in done:
            rows, answer = each.result()
            self.report.count(answer)
            for row in answer["rejected"]:
                table.reject(row["line"], row["reason"])
            self.progress.advance(bar, rows)

    def _answer(self, payload: bytes) -> Row:
        """The function's answer; throttled and crashed calls are repeated after a growing pause."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._invoke(payload)
            except _WorthRepeating as failure:
                if attempt == ATTEMPTS:
                    raise ImportFailed(f"{self.function}: {failure} (after {ATTEMPTS} attempts)") from failure
                time.sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
        raise AssertionError("unreachable")

    def _invoke(self, payload: bytes) -> Row:
        try:
            answer = self.functions.invoke(FunctionName=self.function, Payload=payload)
        except self.functions.exceptions.ResourceNotFoundException as error:
            raise ImportFailed(f"{self.function}: not deployed: run `cdlc deploy`") from error
        except self.functions.exceptions.TooManyRequestsException as error:
            raise _WorthRepeating("throttled") from error
        except botocore.exceptions.ClientError as error:
            raise ImportFailed(f"{self.function}: {error}") from error
        except botocore.exceptions.BotoCoreError as error:
            raise _WorthRepeating(f"no answer ({error}): is the cloud up? `cdlc status` tells") from error
        body: Row = json.loads(answer["Payload"].read() or b"{}")
        if body.get("errorType") == "TaskInputInvalid":
            raise ImportFailed(f"{self.function} is of another version than this command: {body['errorMessage']}")
        if "FunctionError" in answer:
            raise _WorthRepeating(f"{body.get('errorType', 'Error')}: {body.get('errorMessage', body)}")
        return body


def cut(rows: Iterable[Row], most_bytes: int) -> Iterator[list[str]]:
    """Batches of rows as JSON texts, together within `most_bytes`; a row that is larger goes alone."""
    batch: list[str] = []
    size = 0
    for row in rows:
        text = json.dumps(row)
        if batch and size + len(text) >= most_bytes:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield batch
