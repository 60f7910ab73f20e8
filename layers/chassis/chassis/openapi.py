"""A context's OpenAPI document: every operation's resolver merged, conflicts refused."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

from chassis import problems
from chassis.http import Endpoint

_TOKEN_URL = "/api/identity/token"  # noqa: S105 - an address
_REFUSED = {"schema": {"$ref": "#/components/schemas/Problem"}}
_POWERTOOLS_OWN = {"HTTPValidationError", "ValidationError", "ResponseValidationError"}


class OpenApiConflict(Exception):  # noqa: N818 - names what is wrong
    """Two operations share an address, or two different models a name."""


@cache
def document(package: str) -> dict[str, Any]:
    """The merged OpenAPI 3.1 of the package `functions/<context>`; its modules are imported. Raises `OpenApiConflict`."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {
        "Problem": problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    }
    schemas |= schemas["Problem"].pop("$defs")
    scopes = {each.scope: each.scope for each in operations(package) if each.scope}
    for each in operations(package):
        part = _part(each)
        operation = part["paths"][each.path][each.method.lower()]
        del operation["responses"]["422"]
        operation["responses"]["default"] = {"description": "Refused", "content": {problems.CONTENT_TYPE: _REFUSED}}
        if paths.setdefault(each.path, {}).setdefault(each.method.lower(), operation) is not operation:
            raise OpenApiConflict(f"{package}: two operations answer {each.method} {each.path}")
        for name, schema in part["components"].get("schemas", {}).items():
            if name not in _POWERTOOLS_OWN and schemas.setdefault(name, schema) != schema:
                raise OpenApiConflict(f"{package}: two different models are named {name}")
    oauth2 = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": _TOKEN_URL, "scopes": scopes}}}
    components = {"schemas": schemas, "securitySchemes": {"oauth2": oauth2}}
    about = {"openapi": "3.1.0", "info": {"title": package, "version": "1"}, "servers": [{"url": f"/api/{package}"}]}
    return {**about, "paths": paths, "components": components}


def operations(package: str) -> Iterator[Endpoint]:
    """Every `endpoint` among the package's public modules, by module name."""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if not module.name.startswith("_"):
            handler = getattr(importlib.import_module(f"{package}.{module.name}"), "handler", None)
            if isinstance(handler, Endpoint):
                yield handler


def _part(operation: Endpoint) -> dict[str, Any]:
    from aws_lambda_powertools.event_handler.openapi import models  # noqa: PLC0415

    flow = models.OAuthFlowClientCredentials(tokenUrl=_TOKEN_URL, scopes={})
    oauth2: models.SecurityScheme = models.OAuth2(flows=models.OAuthFlows(clientCredentials=flow))
    return dict(json.loads(operation.app.get_openapi_json_schema(security_schemes={"oauth2": oauth2})))
