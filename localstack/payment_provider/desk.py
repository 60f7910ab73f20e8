"""Takes a request to its answer: who calls, which operation, the Idempotency-Key, the transaction, the faults."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import forms
from .errors import INVALID, ApiError, bad_parameter
from .faults import Fault, Faults
from .operations import Operation, find
from .store import Store
from .work import Work, expand, new_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .settings import ProviderSettings
    from .store import Json, Session

_KEPT_SECONDS = 24 * 3600
_KEY_LIMIT = 255


@dataclass(frozen=True)
class Asked:
    """A request as it came; header names in lower case, `form` is the query of a GET and the body of a POST."""

    method: str
    path: str
    form: str
    headers: Mapping[str, str]
    id: str = field(default_factory=lambda: new_id("req"))

    @property
    def key(self) -> str | None:
        """The Idempotency-Key, which only POST has."""
        return self.headers.get("idempotency-key") if self.method == "POST" else None


@dataclass(frozen=True)
class Begun:
    """A request whose operation is found and whose form is read."""

    asked: Asked
    operation: Operation
    ids: dict[str, str]
    params: Json


@dataclass(frozen=True)
class Answer:
    """Status, body and the headers beyond the usual."""

    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)


class Desk:
    """One per process. `answer` blocks: it is called on worker threads."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self.store = Store(settings.path / "provider.sqlite3")
        self.faults = Faults()
        self._running: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, asked: Asked) -> Answer:
        """Never raises for what a caller did wrong; raises `Unanswered` where a fault wants silence."""
        try:
            self.authenticate(asked.headers)
            operation, ids = find(asked.method, asked.path)
            params = forms.decode(asked.form)
            with self._alone(asked.key):
                return self._work(asked, operation, ids, params)
        except ApiError as error:
            return Answer(error.status, error.body)

    def authenticate(self, headers: Mapping[str, str]) -> None:
        """`Bearer sk_test_…`, or the key as the user of Basic. Raises `ApiError` 401."""
        kind, _, credentials = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            with suppress(ValueError):  # not Base64: a wrong key then
                credentials = base64.b64decode(credentials).decode(errors="replace").partition(":")[0]
        if not credentials:
            message = "You did not provide an API key. Put it into the Authorization header: 'Bearer YOUR_SECRET_KEY'."
            raise ApiError(401, INVALID, message, kept=False)
        if not hmac.compare_digest(credentials.encode(), self.settings.key.encode()):
            shown = f"{credentials[:8]}{'*' * 8}{credentials[-4:]}"
            raise ApiError(401, INVALID, f"Invalid API Key provided: {shown}", kept=False)

    @contextmanager
    def _alone(self, key: str | None) -> Iterator[None]:
        """One request at a time for each Idempotency-Key. Raises `ApiError` 409 for the others."""
        if key is None:
            yield
            return
        if not 0 < len(key) <= _KEY_LIMIT:
            raise bad_parameter("Idempotency-Key", f"Idempotency keys have 1 to {_KEY_LIMIT} characters.")
        with self._lock:
            if key in self._running:
                message = f"There is currently another in-progress request using this Idempotent Key: {key}"
                raise ApiError(409, "idempotency_error", message, kept=False, code="idempotency_key_in_use")
            self._running.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(key)

    def _work(self, asked: Asked, operation: Operation, ids: dict[str, str], params: Json) -> Answer:
        fault = self.faults.take(operation.name, lambda: self._metadata(ids, params))
        failed = _raised(fault)
        answer = self._replayed(asked)
        if answer is None:
            answer = self._begin(Begun(asked, operation, ids, params), fault, failed)
        fault.after_commit()
        return answer

    def _begin(self, begun: Begun, fault: Fault, failed: ApiError | None) -> Answer:
        """Do it and remember the answer, in one transaction; an answer that is not remembered did nothing."""
        with self.store.transaction() as session:
            try:
                if failed:
                    raise failed
                answer = Answer(200, self._run(session, begun))
            except ApiError as error:
                if not error.kept:
                    raise
                answer = Answer(error.status, error.body)
            if begun.asked.key is not None:
                _keep(session, begun.asked, answer)
            fault.before_commit()
        return answer

    def _run(self, session: Session, begun: Begun) -> Json:
        wanted = {**begun.params}
        paths = forms.texts("expand", wanted.pop("expand", []))
        work = Work(session, wanted, begun.ids, begun.asked.id, begun.asked.key, self.settings.url)
        return expand(session, begun.operation.run(work), paths)

    def _replayed(self, asked: Asked) -> Answer | None:
        """The kept answer of this key. Raises `ApiError` 400 where the key was used for something else."""
        if asked.key is None:
            return None
        with self.store.transaction() as session:
            session.sql.execute("DELETE FROM answers WHERE created < ?", (time.time() - _KEPT_SECONDS,))
            row = session.sql.execute("SELECT * FROM answers WHERE key = ?", (asked.key,)).fetchone()
        if row is None:
            return None
        if row["asked"] != _fingerprint(asked):
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{asked.key}' if you meant to execute a different request."
            )
            raise ApiError(400, "idempotency_error", message, kept=False)
        headers = {"Idempotent-Replayed": "true", "Original-Request": row["request_id"]}
        return Answer(row["status"], json.loads(row["body"]), headers)

    def _metadata(self, ids: Mapping[str, str], params: Json) -> Mapping[str, str]:
        """What faults look at: the request's metadata over those of the object that it names."""
        named = ids.get("id") or params.get("payment_intent")
        with self.store.transaction() as session:
            found = session.find(named) if isinstance(named, str) else None
        own = params.get("metadata")
        kept: dict[str, str] = (found or {}).get("metadata", {})
        return kept | (own if isinstance(own, dict) else {})


def _raised(fault: Fault) -> ApiError | None:
    """The error that the fault wants kept under the key. Raises the one that comes before any key is looked at."""
    try:
        fault.before()
    except ApiError as error:
        if not error.kept:
            raise
        return error
    return None


def _fingerprint(asked: Asked) -> str:
    return json.dumps([asked.path, forms.decode(asked.form)], sort_keys=True)


def _keep(session: Session, asked: Asked, answer: Answer) -> None:
    row: tuple[Any, ...] = (
        asked.key, _fingerprint(asked), asked.id, answer.status, json.dumps(answer.body), time.time(),
    )  # fmt: skip
    session.sql.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
