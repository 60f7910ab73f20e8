"""Pages: `{"items": […], "next_cursor": …}` and cursors that nobody can forge or move to another query."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from chassis.errors import FieldError, Invalid, Unavailable
from chassis.secrets import secret
from chassis.settings import environment

T = TypeVar("T")
_MAC_BYTES = 16
Limit = Annotated[int, Field(ge=1, le=100, description="Items per page")]


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
        payload = json.dumps(position, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(_mac("AWSCURRENT", payload, bound_to) + payload).decode().rstrip("=")

    @staticmethod
    def verify(text: str, bound_to: Mapping[str, Any]) -> Any:
        """The position again. The key before the last rotation counts too. Raises `CursorInvalid`."""
        with suppress(ValueError):
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
            if hmac.compare_digest(mac, _mac("AWSCURRENT", payload, bound_to)):
                return json.loads(payload)
            with suppress(Unavailable):  # there is no key before the first rotation
                if hmac.compare_digest(mac, _mac("AWSPREVIOUS", payload, bound_to)):
                    return json.loads(payload)
        at = FieldError("/query/cursor", "cursor_invalid", "take it from next_cursor, with the same filters and sort")
        raise CursorInvalid("the cursor does not belong to this query", errors=[at])


def _mac(stage: str, payload: bytes, bound_to: Mapping[str, Any]) -> bytes:
    key = secret(environment("cursor_secret"), stage=stage).encode()
    bound = json.dumps(bound_to, sort_keys=True, default=str).encode()
    return hmac.digest(key, len(bound).to_bytes(4) + bound + payload, hashlib.sha256)[:_MAC_BYTES]
