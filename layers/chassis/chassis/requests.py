"""What a request brings: headers, query, body, caller; and the checks before any argument is bound."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from chassis import ids
from chassis.errors import (
    BadRequest,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionRequired,
    Unauthenticated,
    UnsupportedMedia,
)
from chassis.reply import version_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_JSON = frozenset({"application/json"})
_PATCH = frozenset({"application/json", "application/merge-patch+json"})
_KEY_LIMIT = 128


class Request:
    """The raw request of API Gateway's REST event. Header names are lower case; query values are lists."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self.event = event
        self.method = str(event.get("httpMethod", "")).upper()
        self.headers: dict[str, str] = {k.lower(): v for k, v in (event.get("headers") or {}).items()}
        many = event.get("multiValueQueryStringParameters")
        one = event.get("queryStringParameters") or {}
        self.query: dict[str, list[str]] = dict(many) if many else {name: [value] for name, value in one.items()}
        self.path: dict[str, str] = dict(event.get("pathParameters") or {})
        self.context: Mapping[str, Any] = event.get("requestContext") or {}
        self.id: str = self.context.get("requestId") or ids.new_id()

    @cached_property
    def body(self) -> bytes:
        """The body's bytes; empty without one."""
        body = self.event.get("body") or ""
        if not self.event.get("isBase64Encoded"):
            return str(body).encode(errors="surrogatepass")
        try:
            return base64.b64decode(body, validate=True)
        except binascii.Error as error:
            raise BadRequest("the body is not Base64, although the gateway says so") from error

    @cached_property
    def json(self) -> Any:
        """The body as JSON (RFC 8259: no NaN). Raises `BadRequest` where it is none."""
        if not self.body:
            raise BadRequest("a JSON body is required")
        try:
            document = json.loads(self.body.decode(), parse_constant=_no_constant)
            if b"\\ud" in self.body.lower():  # a lone surrogate passes the parser, but nothing can store it
                json.dumps(document, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise BadRequest(f"the body is not JSON: {error}") from error
        return document

    @property
    def body_hash(self) -> bytes:
        """SHA-256 of what the request asks for: method, path and body, whatever the order of its fields."""
        body = json.dumps(self.json, sort_keys=True).encode() if self.body else b""
        return hashlib.sha256(json.dumps([self.method, self.path]).encode() + body).digest()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as the authorizer found: `sub` is the account, or the client for a service."""

    sub: str
    scopes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    profile_id: str | None = None
    client_id: str | None = None
    claims: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: Request) -> Caller:
        """Read API Gateway's authorizer context. Raises `Unauthenticated` where there is none."""
        claims = {k: str(v) for k, v in (request.context.get("authorizer") or {}).items() if v is not None}
        if not claims.get("sub"):
            refusal = Unauthenticated("a bearer token is required")
            refusal.headers["WWW-Authenticate"] = "Bearer"
            raise refusal
        return cls(
            sub=claims["sub"],
            scopes=frozenset(claims.get("scope", "").split()),
            roles=frozenset(claims.get("roles", "").split()),
            profile_id=claims.get("profile_id") or None,
            client_id=claims.get("client_id") or None,
            claims=claims,
        )

    def require(self, scope: str) -> None:
        """Raise `Forbidden` unless the token carries `scope`."""
        if scope not in self.scopes:
            refusal = Forbidden(f"the token lacks the scope {scope}")
            refusal.headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{scope}"'
            raise refusal


class IfMatch(int):
    """The version that `If-Match` names."""

    @classmethod
    def of(cls, request: Request) -> IfMatch:
        """Raises `PreconditionRequired` without the header, `BadRequest` where it is no ETag of ours."""
        header = request.headers.get("if-match")
        if header is None:
            raise PreconditionRequired("send the ETag that you read as If-Match")
        return cls(version_of(header))


class IdempotencyKey(str):
    """The `Idempotency-Key`; `body_hash` (SHA-256) tells a repetition from another request."""

    __slots__ = ("body_hash",)
    body_hash: bytes

    @classmethod
    def of(cls, request: Request) -> IdempotencyKey:
        """Raises `BadRequest` without the header or where it is not 1–128 printable ASCII characters."""
        text = request.headers.get("idempotency-key", "")
        if not (0 < len(text) <= _KEY_LIMIT and text.isascii() and text.isprintable()):
            raise BadRequest(f"send an Idempotency-Key of 1 to {_KEY_LIMIT} printable ASCII characters")
        key = cls(text)
        key.body_hash = request.body_hash
        return key


def check_path(request: Request) -> None:
    """Raise `NotFound` for a path id that is no UUID: nothing can be there."""
    for name, value in request.path.items():
        if name.endswith("_id") and not ids.is_id(value):
            raise NotFound(f"{name} names nothing here")


def check_query(request: Request, known: Collection[str]) -> None:
    """Raise `Invalid` that names every query parameter that the operation does not have."""
    unknown = sorted(set(request.query) - set(known))
    if unknown:
        errors = [FieldError(f"/query/{name}", "unknown", "this operation has no such parameter") for name in unknown]
        raise Invalid(f"unknown query parameter: {', '.join(unknown)}", errors=errors)


def check_body(request: Request) -> None:
    """Raise unless the body is a JSON object of a content type that the method reads."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    accepted = _PATCH if request.method == "PATCH" else _JSON
    if kind not in accepted:
        refusal = UnsupportedMedia(f"send {' or '.join(sorted(accepted))}, not {kind or 'nothing'}")
        refusal.headers["Accept"] = ", ".join(sorted(accepted))
        raise refusal
    if not isinstance(request.json, dict):
        raise Invalid("the body must be a JSON object", errors=[FieldError("", "object_required", "not an object")])
