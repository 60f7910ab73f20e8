"""Base path mappings: which API and stage a path of a custom domain belongs to."""

from __future__ import annotations

from typing import Any, NamedTuple

NONE = "(none)"


class Target(NamedTuple):
    """Where a path leads: the API and its stage, the base path that it begins with, and the rest of it."""

    api_id: str
    stage: str
    base: str
    rest: str


def match(mappings: list[dict[str, Any]], raw_path: str) -> Target | None:
    """The target of the longest base path that the path begins with; None where there is none."""
    for mapping in sorted(mappings, key=lambda each: -len(_base(each))):
        base = _base(mapping)
        if raw_path != base and not raw_path.startswith(f"{base}/"):
            continue
        rest = raw_path[len(base) :] or "/"
        stage = mapping.get("stage")
        if not stage:  # a mapping without a stage: the path names it
            stage, _, rest = rest.lstrip("/").partition("/")
            base, rest = f"{base}/{stage}", f"/{rest}"
        return Target(mapping["restApiId"], stage, base, rest)
    return None


def _base(mapping: dict[str, Any]) -> str:
    base = (mapping.get("basePath") or NONE).strip("/")
    return "" if base == NONE else f"/{base}"
