"""Pages: `{"items": […], "next_cursor": …}` and cursors that nobody can forge or move to another query."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from chassis.errors import FieldError, Invalid, Unavailable
from chassis.secrets import secret
from chassis.settings import environment

T = TypeVar("T")

_MAC_BYTES = 16

Limit = Annotated[int, Field(ge=1, le=100, description="Items per page")]
"""The `limit` parameter; operations default it to 20."""


class Page(BaseModel, Generic[T]):
    """One page; `next_cursor` is null on the last."""

    items: list[T]
    next_cursor: str | None = None


class CursorInvalid(Invalid):
    """The cursor was not made here, was changed, or belongs to another filter or sort."""


class Cursor:
    """Signs the position where the next page starts, bound to filters and sort (any JSON)."""

    @staticmethod
    def sign(position: Any, bound_to: Mapping[str, Any]) -> str:
        """The opaque text for `next_cursor`. `position` is JSON: the sort key's values of the last item."""
        payload = json.dumps(position, separators=(",", ":"), ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(_mac(_key("AWSCURRENT"), payload, bound_to) + payload).decode().rstrip("=")

    @staticmethod
    def verify(text: str, bound_to: Mapping[str, Any]) -> Any:
        """The position again. The key before the last rotation counts too. Raises `CursorInvalid`."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise _invalid() from error
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not any(hmac.compare_digest(mac, _mac(key, payload, bound_to)) for key in _keys()):
            raise _invalid()
        return json.loads(payload)


def _invalid() -> CursorInvalid:
    at = FieldError("/query/cursor", "cursor_invalid", "take it from next_cursor, with the same filters and sort")
    return CursorInvalid("the cursor does not belong to this query", errors=[at])


def _mac(key: bytes, payload: bytes, bound_to: Mapping[str, Any]) -> bytes:
    bound = json.dumps(bound_to, sort_keys=True, separators=(",", ":"), default=str).encode()
    message = len(bound).to_bytes(4, "big") + bound + payload
    return hmac.new(key, message, hashlib.sha256).digest()[:_MAC_BYTES]


def _keys() -> list[bytes]:
    current = _key("AWSCURRENT")
    try:
        return [current, _key("AWSPREVIOUS")]
    except Unavailable:
        return [current]


def _key(stage: str) -> bytes:
    return secret(environment("cursor_secret"), stage=stage).encode()
