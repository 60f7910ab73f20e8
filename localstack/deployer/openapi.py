"""The merged OpenAPI document of all contexts, as the edge serves it at `/api/openapi.json`."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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


def with_examples(document: dict[str, Any], events: Path) -> dict[str, Any]:
    """The merged document with each operation's sample event as its example. Raises `FileNotFoundError` without one."""
    for item in document["paths"].values():
        for operation in item.values():
            context, _, name = operation["operationId"].partition(".")
            sample = json.loads((events / context / f"{name}.json").read_text())
            for parameter in operation.get("parameters", []):
                value = _sent(sample, parameter)
                if value is not None:
                    parameter["example"] = value
            for media, content in operation.get("requestBody", {}).get("content", {}).items():
                form = media == "application/x-www-form-urlencoded"
                content["example"] = dict(parse_qsl(sample["body"])) if form else json.loads(sample["body"])
    return document


def _sent(sample: Mapping[str, Any], parameter: Mapping[str, Any]) -> Any:
    """What a sample event sends for a parameter; None where nothing."""
    name = parameter["name"]
    if parameter["in"] == "path":
        return (sample["pathParameters"] or {}).get(name)
    if parameter["in"] == "header":
        return next((value for key, value in sample["headers"].items() if key.lower() == name.lower()), None)
    values = (sample["multiValueQueryStringParameters"] or {}).get(name)
    return values if values is None or _is_list(parameter["schema"]) else values[-1]


def _is_list(schema: Mapping[str, Any]) -> bool:
    return any(each.get("type") == "array" for each in (schema, *schema.get("anyOf", ())))


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
    document = with_examples(merge(settings.public_url, parts), settings.root / "events")
    draft.write_text(json.dumps(document, ensure_ascii=False))
    os.replace(draft, target)  # noqa: PTH105  # atomic: the edge never serves half a document
    told.write_text(digest)


def _digest(settings: Settings) -> str:
    """SHA-256 of all that the contexts' documents are made of."""
    found = hashlib.sha256(settings.public_url.encode())
    for folder in ("functions", "layers/chassis", "layers/contracts", "stacks", "events"):
        for file in sorted((settings.root / folder).rglob("*")):
            if file.suffix in {".py", ".yaml", ".json"}:
                found.update(file.read_bytes())
    return found.hexdigest()
