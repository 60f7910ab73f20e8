"""Stripe's errors: the envelope, and the ones that more than one operation raises.

Types and codes: https://docs.stripe.com/api/errors, https://docs.stripe.com/error-codes
"""

from __future__ import annotations

from typing import Any

INVALID = "invalid_request_error"


class ApiError(Exception):
    """What the caller is told. `kept`: whether an Idempotency-Key remembers it; what never began is not."""

    def __init__(self, status: int, kind: str, message: str, *, kept: bool = True, **fields: Any) -> None:
        super().__init__(message)
        self.status, self.kept = status, kept
        self.fields = {"type": kind, "message": message, **{k: v for k, v in fields.items() if v is not None}}
        if "code" in self.fields:
            self.fields["doc_url"] = f"https://stripe.com/docs/error-codes/{self.fields['code'].replace('_', '-')}"

    @property
    def body(self) -> dict[str, Any]:
        """The envelope."""
        return {"error": self.fields}


def bad_parameter(param: str, message: str, code: str | None = None) -> ApiError:
    """A request that no operation begins."""
    return ApiError(400, INVALID, message, kept=False, code=code, param=param)


def no_such(noun: str, identifier: str, param: str) -> ApiError:
    """An id that names nothing: 404 where it is the address, 400 where it is a parameter."""
    status = 404 if param in {"id", "intent"} else 400
    return ApiError(status, INVALID, f"No such {noun}: '{identifier}'", code="resource_missing", param=param)
