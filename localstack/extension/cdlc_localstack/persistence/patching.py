"""Puts a function around a method of LocalStack's (its own `patch` takes no bound methods)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from cdlc_localstack.expected import expect


def around(owner: type, name: str, new: Callable[..., Any], *fragments: str) -> None:
    """From here on `owner.name(*values)` is `new(original, *values)`.

    Raises `UnexpectedLocalStackError` where the method's source no longer holds each fragment.
    """
    original = getattr(owner, name)
    expect(original, *fragments, area="persistence")

    @wraps(original)
    def call(*values: Any, **named: Any) -> Any:
        return new(original, *values, **named)

    setattr(owner, name, call)
