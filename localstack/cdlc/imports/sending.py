"""Sending rows to a function: batches by size, a few at a time, repeated where that may help."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import botocore.exceptions
from rich.progress import Progress, TaskID

from cdlc.imports.journal import Journal
from cdlc.imports.tables import ImportFailed, Report, Row, Source

PAYLOAD_BYTES = 1_000_000  # Lambda takes 6 MB; smaller batches keep transactions short and the progress honest
LARGEST_ROW = 5_000_000
MOST_ROWS = 5000
IN_FLIGHT = 3
RECORD_BYTES = 200_000  # batches of records share people and wait for each other: theirs are shorter
ATTEMPTS = 8  # 50 seconds of pauses in all: a row that is locked by another batch becomes free
FIRST_PAUSE_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch of `rows` rows, and the function's answer."""

    rows: int
    payload: bytes
    answer: Row
    resumed: bool


class _WorthRepeating(Exception):
    """A call that may succeed when it is made again."""


@dataclass(slots=True)
class Importer:
    """Sends rows to a function, a few batches at a time, and adds up the answers."""

    functions: Any
    function: str
    report: Report
    progress: Progress
    journal: Journal
    most_bytes: int

    def send(
        self, member: str, source: Source, rows: Iterable[Row], total: int, beside: Mapping[str, object] | None = None
    ) -> None:
        """Every row of `rows` as `{**beside, member: [row, …]}`. Raises `ImportFailed`."""
        bar = self.progress.add_task(source.path.name, total=total)
        head = "".join(f"{json.dumps(name)}:{json.dumps(value)}," for name, value in (beside or {}).items())
        with ThreadPoolExecutor(IN_FLIGHT) as pool:
            running: set[Future[Sent]] = set()
            for batch in cut(self._sendable(rows, source), min(self.most_bytes, PAYLOAD_BYTES)):
                if len(running) >= IN_FLIGHT:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    self._count(done, source, bar)
                payload = f'{{{head}"{member}":[{",".join(batch)}]}}'.encode()
                running.add(pool.submit(self._batch, payload, len(batch)))
            self._count(running, source, bar)

    def _batch(self, payload: bytes, rows: int) -> Sent:
        known = self.journal.answer(payload)
        return Sent(rows, payload, known or self._answer(payload), resumed=known is not None)

    def _count(self, done: Iterable[Future[Sent]], source: Source, bar: TaskID) -> None:
        for each in done:
            sent = each.result()
            self.report.count(sent.answer)
            if sent.resumed:
                self.report.resumed += sent.rows
            else:
                self.journal.keep(sent.payload, sent.answer)
            for row in sent.answer["rejected"]:
                source.reject(row["line"], row["reason"])
            self.progress.advance(bar, sent.rows)

    def _sendable(self, rows: Iterable[Row], source: Source) -> Iterator[str]:
        for row in rows:
            text = json.dumps(row)
            if len(text) > LARGEST_ROW:
                source.reject(row["line"], f"{len(text)} bytes as JSON, at most {LARGEST_ROW} can be sent")
            else:
                yield text

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


def cut(rows: Iterable[str], most_bytes: int) -> Iterator[list[str]]:
    """Batches of rows (as JSON), together within `most_bytes`; a row that is larger goes alone."""
    batch: list[str] = []
    size = 0
    for text in rows:
        if batch and (size + len(text) >= most_bytes or len(batch) >= MOST_ROWS):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield batch
