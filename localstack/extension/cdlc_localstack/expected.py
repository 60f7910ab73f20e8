"""The guard of every patch: say precisely when LocalStack is not the one that a patch was written for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any


class UnexpectedLocalStackError(RuntimeError):
    """LocalStack's source no longer holds what a patch replaces; the patch has to be read again or dropped."""


def expect(target: Callable[..., Any] | type, *fragments: str, area: str) -> None:
    """Check that the source of `target` holds each fragment.

    Raises `UnexpectedLocalStackError`, naming the function, the missing fragment and the area to look at.
    """
    source = inspect.getsource(target)
    for fragment in fragments:
        if fragment not in source:
            name = f"{target.__module__}.{target.__qualname__}"
            raise UnexpectedLocalStackError(
                f"{name} no longer contains {fragment!r}: is this localstack-core 4.9.2? "
                f"Review the patch in cdlc_localstack/{area}"
            )
