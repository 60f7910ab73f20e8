"""What a request brings: headers, query, body, caller; and the checks before any argument is bound."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple, Self

from chassis import errors, ids
from chassis.reply import version_of

_JSON, _MERGE_PATCH = "application/json", "application/merge-patch+json"
_KEY_LIMIT = 128


class Request:
    """The raw request of API Gateway's REST event. Header names are lower case; query values are lists."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self.event = event
        self.method = str(event.get("httpMethod", "")).upper()
        self.headers: dict[str, str] = {k.lower(): v for k, v in (event.get("headers") or {}).items()}
        single = {name: [value] for name, value in (event.get("queryStringParameters") or {}).items()}
        self.query: dict[str, list[str]] = event.get("multiValueQueryStringParameters") or single
        self.path: dict[str, str] = event.get("pathParameters") or {}
        self.context: Mapping[str, Any] = event.get("requestContext") or {}
        self.id: str = self.context.get("requestId") or ids.new_id()

    @cached_property
    def body(self) -> bytes:
        """The body's bytes; empty without one."""
        body = self.event.get("body") or ""
        return base64.b64decode(body) if self.event.get("isBase64Encoded") else body.encode(errors="surrogatepass")

    @cached_property
    def json(self) -> Any:
        """The body as JSON (RFC 8259: no NaN, no lone surrogate). Raises `BadRequest` where it is none."""
        try:
            document = json.loads(self.body.decode(), parse_constant=int)  # int("NaN") raises
            if b"\\ud" in self.body.lower():  # the parser lets a lone surrogate pass, but nothing can store it
                json.dumps(document, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise errors.BadRequest(f"the body is not JSON: {error}") from error
        return document

    @property
    def body_hash(self) -> bytes:
        """SHA-256 of what the request asks for: method, path and body, whatever the order of its fields."""
        asked = [self.method, self.path, self.json if self.body else None]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).digest()

    def check(self, query_names: set[str] | None, *, has_body: bool) -> None:
        """Raise for a path id that is no UUID, a query parameter that is unknown, a body that is no JSON object."""
        for name, value in self.path.items():
            if name.endswith("_id") and not ids.is_id(value):
                raise errors.NotFound(f"{name} names nothing here")
        unknown = sorted(set(self.query) - query_names) if query_names is not None else []
        if unknown:
            at = [errors.FieldError(f"/query/{name}", "unknown", "there is no such parameter") for name in unknown]
            raise errors.Invalid(f"unknown query parameter: {', '.join(unknown)}", errors=at)
        accepted = (_JSON, _MERGE_PATCH) if self.method == "PATCH" else (_JSON,)
        kind = self.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
        if has_body and kind not in accepted:
            raise errors.UnsupportedMedia(f"send {' or '.join(accepted)}, not {kind or 'nothing'}")
        if has_body and not isinstance(self.json, dict):
            at = [errors.FieldError("", "object_required", "not an object")]
            raise errors.Invalid("the body must be a JSON object", errors=at)


class Caller(NamedTuple):
    """Who calls, as the authorizer found: `sub` is the account, or the client for a service."""

    sub: str
    scopes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    profile_id: str | None = None
    client_id: str | None = None
    claims: Mapping[str, str] = {}

    @classmethod
    def of(cls, request: Request, scope: str | None = None) -> Self:
        """Read API Gateway's authorizer context. Raises `Unauthenticated` without one, `Forbidden` without `scope`."""
        claims = {k: str(v) for k, v in (request.context.get("authorizer") or {}).items() if v is not None}
        scopes, roles = (frozenset(claims.get(name, "").split()) for name in ("scope", "roles"))
        if not claims.get("sub"):
            raise errors.Unauthenticated("a bearer token is required", headers={"WWW-Authenticate": "Bearer"})
        if scope is not None and scope not in scopes:
            challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
            raise errors.Forbidden(f"the token lacks the scope {scope}", headers={"WWW-Authenticate": challenge})
        return cls(claims["sub"], scopes, roles, claims.get("profile_id") or None, claims.get("client_id"), claims)


class IfMatch(int):
    """The version that `If-Match` names."""

    @classmethod
    def of(cls, request: Request) -> Self:
        """Raises `PreconditionRequired` without the header, `BadRequest` where it is no ETag of ours."""
        if "if-match" not in request.headers:
            raise errors.PreconditionRequired("send the ETag that you read as If-Match")
        return cls(version_of(request.headers["if-match"]))

    @classmethod
    def if_sent(cls, request: Request) -> Self | None:
        """None without the header: where only what exists already asks for it."""
        return cls.of(request) if "if-match" in request.headers else None


class IdempotencyKey(str):  # noqa: SLOT000 - it carries an attribute
    """The `Idempotency-Key`; `body_hash` (SHA-256) tells a repetition from another request."""

    body_hash: bytes

    @classmethod
    def of(cls, request: Request) -> Self:
        """Raises `BadRequest` without the header or where it is not 1 to 128 printable ASCII characters."""
        key = cls(request.headers.get("idempotency-key", ""))
        if not (0 < len(key) <= _KEY_LIMIT and key.isascii() and key.isprintable()):
            raise errors.BadRequest(f"send an Idempotency-Key of 1 to {_KEY_LIMIT} printable ASCII characters")
        key.body_hash = request.body_hash
        return key
