"""Every refusal a handler may raise, and the one table from refusal to HTTP status.

    Refusal
    ├── BadRequest            400  the request cannot be read: not JSON, a malformed header
    ├── Unauthenticated       401  nobody, or not proven
    ├── Forbidden             403  known, visible, not allowed
    ├── NotFound              404  absent, or somebody else's private thing
    ├── Conflict              409  contradicts what is stored
    ├── Gone                  410  was here
    ├── PreconditionFailed    412  If-Match names a version that is no longer the current one
    ├── UnsupportedMedia      415  a content type that the operation does not read
    ├── Invalid               422  readable, but breaks a rule; `errors` says where
    ├── PreconditionRequired  428  a change without If-Match
    ├── TooMany               429  over a limit; again after `retry_after` seconds
    └── Unavailable           503  a store does not answer; again after `retry_after` seconds

Contexts subclass by name: `class NameTaken(Conflict)` has the problem type `/problems/name-taken`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong where: a JSON pointer into the body, or `/query/<name>`, `/header/<name>`."""

    pointer: str
    code: str
    detail: str


class Refusal(Exception):
    """An answer other than success. `title` is the same for every occurrence, `detail` is about this one."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Refused"

    def __init__(
        self, detail: str, *, errors: Sequence[FieldError] = (), retry_after: int = 1, headers: Mapping[str, str] = {}
    ) -> None:
        super().__init__(detail)
        self.detail, self.errors, self.retry_after = detail, tuple(errors), retry_after
        self.headers = {**({"Retry-After": str(retry_after)} if self.status in {429, 503} else {}), **headers}

    def __init_subclass__(cls, status: int | None = None) -> None:
        cls.status = status or cls.status
        cls.title = cls.__dict__.get("title", cls.kebab_name().replace("-", " ").capitalize())

    @classmethod
    def kebab_name(cls) -> str:
        """`NameTaken` → `name-taken`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", cls.__name__).lower()


class BadRequest(Refusal, status=400): ...


class Unauthenticated(Refusal, status=401): ...


class Forbidden(Refusal, status=403): ...


class NotFound(Refusal, status=404): ...


class Conflict(Refusal, status=409): ...


class Gone(Refusal, status=410): ...


class PreconditionFailed(Refusal, status=412): ...


class UnsupportedMedia(Refusal, status=415): ...


class Invalid(Refusal, status=422): ...


class PreconditionRequired(Refusal, status=428): ...


class TooMany(Refusal, status=429): ...


class Unavailable(Refusal, status=503): ...
