"""The merged OpenAPI document of all contexts, as the edge serves it at `/api/openapi.json`."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdlc.settings import Settings

_SCHEMAS = '"#/components/schemas/'


def merge(origin: str, documents: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """One document of each context's own: paths below `/api/<context>`, schemas named `<Context>.<Name>`.

    Schemas of two contexts may share a name and differ, so none is merged with another.
    """
    paths: dict[str, Any] = {}
    components: dict[str, dict[str, Any]] = {}
    for context, document in documents.items():
        prefix = f"{context.capitalize()}."
        own = json.loads(json.dumps(document).replace(_SCHEMAS, _SCHEMAS + prefix))
        for path, item in own["paths"].items():
            paths[f"/api/{context}{path}"] = {
                verb: {**operation, "tags": [context], "operationId": f"{context}.{operation['operationId']}"}
                for verb, operation in item.items()
            }
        for kind, members in own.get("components", {}).items():
            named = {prefix + name: member for name, member in members.items()} if kind == "schemas" else members
            components.setdefault(kind, {}).update(named)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Crème de la Crème", "version": "1"},
        "servers": [{"url": origin}],
        "paths": dict(sorted(paths.items())),
        "components": components,
    }


def publish(settings: Settings, contexts: tuple[str, ...]) -> None:
    """Ask every context for its part through the edge and put the whole where the edge serves it, atomically.

    Nothing is asked while neither templates nor code differ from those behind the published document. Raises
    `httpx.HTTPStatusError` naming the context's address where one does not answer.
    """
    target = settings.state / "edge" / "openapi.json"
    told = target.with_suffix(".sha256")
    digest = _digest(settings)
    if target.exists() and told.exists() and told.read_text() == digest:
        return
    parts: dict[str, dict[str, Any]] = {}
    with httpx.Client(base_url=settings.public_url, timeout=30) as edge:
        for context in contexts:
            parts[context] = edge.get(f"/api/{context}/openapi.json").raise_for_status().json()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".new")
    draft.write_text(json.dumps(merge(settings.public_url, parts), ensure_ascii=False))
    os.replace(draft, target)  # noqa: PTH105  # atomic: the edge never serves half a document
    told.write_text(digest)


def _digest(settings: Settings) -> str:
    """SHA-256 of all that the contexts' documents are made of."""
    found = hashlib.sha256(settings.public_url.encode())
    for folder in ("functions", "layers/chassis", "layers/contracts", "stacks"):
        for file in sorted((settings.root / folder).rglob("*")):
            if file.suffix in {".py", ".yaml"}:
                found.update(file.read_bytes())
    return found.hexdigest()
