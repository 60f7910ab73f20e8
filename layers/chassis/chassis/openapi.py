"""A context's OpenAPI document: every operation's resolver merged, conflicts refused."""

from __future__ import annotations

import importlib
import json
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

from chassis import problems
from chassis.http import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN_URL = "/api/identity/token"
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "instance", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}
_ANY_REFUSAL = {
    "description": "Any refusal",
    "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class OpenApiConflict(Exception):  # noqa: N818 - names what is wrong
    """Two operations share an address, or two different models a name."""


@cache
def document(package: str) -> dict[str, Any]:
    """The merged OpenAPI 3.1 of the package `functions/<context>`; its modules are imported. Raises `OpenApiConflict`."""
    merged: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": package, "version": "1"},
        "servers": [{"url": f"/api/{package}"}],
        "paths": {},
        "components": {"schemas": {"Problem": _PROBLEM}, "securitySchemes": {}},
    }
    scopes: dict[str, str] = {}
    for operation in operations(package):
        _merge(merged, _part(operation), package)
        if operation.scope:
            scopes[operation.scope] = operation.scope
    flow = {"tokenUrl": _TOKEN_URL, "scopes": scopes}
    merged["components"]["securitySchemes"]["oauth2"] = {"type": "oauth2", "flows": {"clientCredentials": flow}}
    return merged


def operations(package: str) -> Iterator[Endpoint]:
    """Every `endpoint` among the package's public modules, by module name."""
    found = importlib.import_module(package)
    for module in pkgutil.iter_modules(found.__path__):
        if not module.name.startswith("_"):
            handler = getattr(importlib.import_module(f"{package}.{module.name}"), "handler", None)
            if isinstance(handler, Endpoint):
                yield handler


def _part(operation: Endpoint) -> dict[str, Any]:
    from aws_lambda_powertools.event_handler.openapi import models  # noqa: PLC0415

    flow = models.OAuthFlowClientCredentials(tokenUrl=_TOKEN_URL, scopes={})
    schemes: dict[str, models.SecurityScheme] = {
        "oauth2": models.OAuth2(flows=models.OAuthFlows(clientCredentials=flow))
    }
    part: dict[str, Any] = json.loads(operation.app.get_openapi_json_schema(security_schemes=schemes))
    return part


def _merge(merged: dict[str, Any], part: dict[str, Any], package: str) -> None:
    for path, methods in part["paths"].items():
        for method, operation in methods.items():
            if method in merged["paths"].setdefault(path, {}):
                raise OpenApiConflict(f"{package}: two operations answer {method.upper()} {path}")
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = _ANY_REFUSAL
            operation["tags"] = [package]
            merged["paths"][path][method] = operation
    schemas = merged["components"]["schemas"]
    for name, schema in part.get("components", {}).get("schemas", {}).items():
        if name not in {"HTTPValidationError", "ValidationError"} and schemas.setdefault(name, schema) != schema:
            raise OpenApiConflict(f"{package}: two different models are named {name}")
