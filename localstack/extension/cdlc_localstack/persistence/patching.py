"""Puts a function around a method of LocalStack's (its own `patch` takes no bound methods)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


def around(owner: type, name: str, new: Callable[..., Any]) -> None:
    """From here on `owner.name(*values)` is `new(original, *values)`; raises `AttributeError` where there is no such method."""
    original = getattr(owner, name)

    @wraps(original)
    def call(*values: Any, **named: Any) -> Any:
        return new(original, *values, **named)

    setattr(owner, name, call)
