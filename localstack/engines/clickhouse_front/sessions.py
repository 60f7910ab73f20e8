"""Sessions by id: what SET and USE did, replayed on the connection of the session's next statement.

So a session holds no resource of the engine. Temporary tables do not outlive a statement in the embedded engine.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 3600.0
_MOST = 10_000
_MOST_STATEMENTS = 200


@dataclass
class Session:
    """The statements to replay, and until when they are kept (monotonic seconds)."""

    statements: list[str] = field(default_factory=list)
    until: float = 0.0
    busy: bool = False

    def remember(self, statement: str) -> None:
        """Keep a SET or USE that succeeded; raises `FrontError` (307) beyond 200 of them."""
        if len(self.statements) >= _MOST_STATEMENTS:
            raise refusal(307, f"A session keeps at most {_MOST_STATEMENTS} SET and USE statements.")
        self.statements.append(statement)


class Sessions:
    """All sessions, oldest first. Used from the event loop only."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[tuple[str, str], Session] = OrderedDict()

    @contextmanager
    def claim(self, user: str, name: str, seconds: float, *, must_exist: bool) -> Iterator[Session]:
        """The user's session for the length of one statement; raises `FrontError` (373) while another has it."""
        self._forget()
        session = self._sessions.pop((user, name), None)
        if session is None and must_exist:
            raise refusal(372, f"Session {name} not found.")
        session = session or Session()
        self._sessions[user, name] = session
        if session.busy:
            raise refusal(373, f"Session {name} is locked by a concurrent client.")
        session.busy, session.until = True, time.monotonic() + min(seconds, _LONGEST)
        try:
            yield session
        finally:
            session.busy, session.until = False, time.monotonic() + min(seconds, _LONGEST)

    def _forget(self) -> None:
        now = time.monotonic()
        while self._sessions:
            key, oldest = next(iter(self._sessions.items()))
            if oldest.busy or (oldest.until > now and len(self._sessions) < _MOST):
                return
            del self._sessions[key]
