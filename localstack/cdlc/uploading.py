"""Sending a film through the API: parts in parallel, each with its SHA-256; a broken upload goes on where it stopped.

The Idempotency-Key is made of the file's place, size and time of change, so that the same command finds the upload
that it began before (for a day), and S3's list of parts says what is still to be sent.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Self

import httpx
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from cdlc.console import err

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

IN_FLIGHT = 4
ATTEMPTS = 4
_SIGNED_AT_ONCE = 20
_TYPES = {".mp4": "video/mp4", ".mkv": "video/x-matroska", ".webm": "video/webm", ".ts": "video/mp2t",
          ".avi": "video/x-msvideo", ".mpg": "video/mpeg", ".mov": "video/quicktime"}  # fmt: skip


class ApiRefused(Exception):
    """The platform refused, or does not answer; the text says why."""


class Uploading:
    """A session with `origin`; `token` is asked again where one has expired. `quiet` shows no progress."""

    def __init__(self, origin: str, token: Callable[[], str], *, quiet: bool = False) -> None:
        self._token = token
        self._headers = {"Authorization": f"Bearer {token()}"}
        self._api = httpx.Client(base_url=f"{origin}/api/media", timeout=60)
        self._bucket = httpx.Client(timeout=httpx.Timeout(120, connect=10))
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        self._progress = Progress(*columns, console=err, disable=quiet or not err.is_terminal, transient=True)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
        self._api.close()
        self._bucket.close()

    def send(self, file: Path, wishes: dict[str, Any], *, again: bool = False) -> dict[str, Any]:
        """The completed upload. Raises `ApiRefused`."""
        known, size = file.stat(), file.stat().st_size
        body = {"file_name": file.name, "size_bytes": size, "content_type": _type(file), **wishes}
        key = hashlib.sha256(f"{file.resolve()} {size} {known.st_mtime_ns} {json.dumps(wishes)}".encode()).hexdigest()
        upload = self._begin(body, uuid.uuid4().hex if again else key)
        if upload["state"] in {"failed", "abandoned"}:
            upload = self._begin(body, uuid.uuid4().hex)
        if upload["state"] != "uploading":
            return upload
        bar = self._progress.add_task(file.name, total=size)
        numbers = list(range(1, upload["parts"] + 1))
        with ThreadPoolExecutor(IN_FLIGHT) as pool:
            for first in range(0, len(numbers), _SIGNED_AT_ONCE):
                few = numbers[first : first + _SIGNED_AT_ONCE]
                hashed = list(pool.map(lambda number: _checksum(file, upload["part_bytes"], number), few))
                signed = self._call("POST", f"/uploads/{upload['id']}/parts", {"parts": hashed})["items"]
                for sent in pool.map(lambda part: self._part(file, upload["part_bytes"], part), signed):
                    self._progress.advance(bar, sent)
        return self._call("POST", f"/uploads/{upload['id']}/complete")

    def follow(self, upload_id: str) -> dict[str, Any]:
        """The upload as it is now. Raises `ApiRefused`."""
        return self._call("GET", f"/uploads/{upload_id}")

    def _begin(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """The upload as it is now, which a repeated beginning does not tell."""
        begun = self._call("POST", "/uploads", body, {"Idempotency-Key": key})
        return self.follow(begun["id"])

    def _part(self, file: Path, part_bytes: int, part: dict[str, Any]) -> int:
        """Send one part unless S3 has it; the bytes that are there now."""
        if part["address"] is not None:
            content = _content(file, part_bytes, part["part_number"])
            headers = {name: value for name, value in part["headers"].items() if name != "content-length"}
            self._repeat(lambda: self._bucket.put(part["address"], content=content, headers=headers))
        return int(part["size_bytes"])

    def _call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        def call() -> httpx.Response:
            answer = self._api.request(method, path, json=body, headers={**self._headers, **(headers or {})})
            if answer.status_code == httpx.codes.UNAUTHORIZED:  # a long upload outlives its token
                self._headers = {"Authorization": f"Bearer {self._token()}"}
                answer = self._api.request(method, path, json=body, headers={**self._headers, **(headers or {})})
            return answer

        answer: dict[str, Any] = self._repeat(call).json()
        return answer

    def _repeat(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        """The success; what may go better next time is tried again after a growing pause. Raises `ApiRefused`."""
        told = ""
        for attempt in range(ATTEMPTS):
            time.sleep((2**attempt - 1) / 2)
            try:
                answer = call()
            except httpx.TransportError as error:
                told = f"no answer at {self._api.base_url.host} ({error}): is the cloud up? `cdlc status` tells"
                continue
            if answer.is_success:
                return answer
            told = _problem(answer)
            if not answer.is_server_error and answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                break
        raise ApiRefused(told)


def _type(file: Path) -> str:
    return _TYPES.get(file.suffix.lower(), "application/octet-stream")


def _content(file: Path, part_bytes: int, number: int) -> bytes:
    with file.open("rb") as source:
        source.seek((number - 1) * part_bytes)
        return source.read(part_bytes)


def _checksum(file: Path, part_bytes: int, number: int) -> dict[str, Any]:
    digest = hashlib.sha256(_content(file, part_bytes, number)).digest()
    return {"part_number": number, "checksum_sha256": base64.b64encode(digest).decode()}


def _problem(answer: httpx.Response) -> str:
    """A problem's own words, or the status with the beginning of what came."""
    try:
        told = answer.json()
        where = "".join(f"; {each['pointer']}: {each['detail']}" for each in told.get("errors", []))
        return f"{told['status']} {told['title']}: {told['detail']}{where}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code} {answer.text[:300]}"
