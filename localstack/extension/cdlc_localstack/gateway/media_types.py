"""Which media types an API takes for binary."""

from __future__ import annotations

from collections.abc import Iterable


def matches(mime_type: str | None, binary_media_types: Iterable[str]) -> bool:
    """Whether the first media type of a header is binary for the API; `*/*` holds for everything, even nothing."""
    types = [each.lower() for each in binary_media_types]
    if "*/*" in types:
        return True
    first = (mime_type or "").split(",")[0].split(";")[0].strip().lower()
    return bool(first) and (first in types or f"{first.split('/')[0]}/*" in types)
