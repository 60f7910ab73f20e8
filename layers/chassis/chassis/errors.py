"""Every refusal a handler may raise, and the one table from refusal to HTTP status.

    Refusal
    ├── BadRequest            400  the request cannot be read
    ├── Unauthenticated       401  nobody, or not proven
    ├── Forbidden             403  known, but not allowed
    ├── NotFound              404  absent, or somebody else's private thing
    ├── Conflict              409  contradicts what is stored
    ├── Gone                  410  was here
    ├── PreconditionFailed    412  If-Match names an older version
    ├── UnsupportedMedia      415  another content type
    ├── Invalid               422  readable, but breaks a rule
    ├── PreconditionRequired  428  If-Match is missing
    ├── TooMany               429  later
    └── Unavailable           503  a store does not answer; later

Contexts subclass by name (`class SeatsTaken(Conflict)`): the problem's `type` is `/problems/seats-taken`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one place of the request: a JSON pointer into the body, or `/query/<name>`, `/header/<name>`."""

    pointer: str
    code: str
    detail: str


class Refusal(Exception):  # noqa: N818 - a named refusal is an answer, not a fault
    """An answer other than success. `status` is HTTP's, `title` the same for every occurrence, `detail` about this one."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Refused"

    def __init__(self, detail: str, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers: dict[str, str] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "title" not in cls.__dict__:
            cls.title = cls.kebab_name().replace("-", " ").capitalize()

    @classmethod
    def kebab_name(cls) -> str:
        """`SeatsTaken` → `seats-taken`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", cls.__name__).lower()


class BadRequest(Refusal):
    """The request cannot be read: not JSON, a malformed header."""

    status = 400


class Unauthenticated(Refusal):
    """Nobody, or not proven."""

    status = 401


class Forbidden(Refusal):
    """Known, visible, not allowed."""

    status = 403


class NotFound(Refusal):
    """Absent, or somebody else's private thing."""

    status = 404


class Conflict(Refusal):
    """Contradicts what is stored."""

    status = 409


class Gone(Refusal):
    """Was here."""

    status = 410


class PreconditionFailed(Refusal):
    """`If-Match` names a version that is no longer the current one."""

    status = 412


class UnsupportedMedia(Refusal):
    """The body's content type is not one that the operation reads."""

    status = 415
    title = "Unsupported media type"


class Invalid(Refusal):
    """Readable, but breaks a rule; `errors` says where."""

    status = 422


class PreconditionRequired(Refusal):
    """A change without `If-Match`."""

    status = 428


class TooMany(Refusal):
    """Over a limit; `retry_after` is in seconds."""

    status = 429
    title = "Too many requests"

    def __init__(self, detail: str, *, retry_after: int = 1, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail, errors=errors)
        self.retry_after = retry_after
        self.headers["Retry-After"] = str(retry_after)


class Unavailable(Refusal):
    """A store or another part does not answer; worth repeating after `retry_after` seconds."""

    status = 503

    def __init__(self, detail: str, *, retry_after: int = 1, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail, errors=errors)
        self.retry_after = retry_after
        self.headers["Retry-After"] = str(retry_after)
