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
_REFERENCE = "#/components/schemas/{model}"
_REFUSED = {"schema": {"$ref": _REFERENCE.format(model="Problem")}}
_POWERTOOLS_OWN = {"HTTPValidationError", "ValidationError", "ResponseValidationError"}


class OpenApiConflict(Exception):
    """Two operations share an address, or two different models a name."""


@cache
def document(package: str) -> dict[str, Any]:
    """The merged OpenAPI 3.1 of a context's package, whose modules are imported. Raises `OpenApiConflict`."""
    from aws_lambda_powertools.event_handler.openapi import models  # noqa: PLC0415

    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": problems.Problem.model_json_schema(ref_template=_REFERENCE)}
    schemas |= schemas["Problem"].pop("$defs", {})
    scopes = {each.scope for each in operations(package) if each.scope}
    flow = models.OAuthFlowClientCredentials(tokenUrl=_TOKEN_URL, scopes={each: each for each in sorted(scopes)})
    oauth2: models.SecurityScheme = models.OAuth2(flows=models.OAuthFlows(clientCredentials=flow))
    for each in operations(package):
        part = json.loads(each.app.get_openapi_json_schema(security_schemes={"oauth2": oauth2}))
        operation = part["paths"][each.path][each.method.lower()]
        del operation["responses"]["422"]
        if each.form is not None:
            content = {"schema": each.form.model_json_schema(ref_template=_REFERENCE)}
            operation["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": content}}
        refusal = {problems.CONTENT_TYPE: _REFUSED} if each.on_refusal is None else {"application/json": {}}
        operation["responses"]["default"] = {"description": "Refused", "content": refusal}
        if paths.setdefault(each.path, {}).setdefault(each.method.lower(), operation) is not operation:
            raise OpenApiConflict(f"{package}: two operations answer {each.method} {each.path}")
        for name, schema in part["components"].get("schemas", {}).items():
            if name not in _POWERTOOLS_OWN and schemas.setdefault(name, schema) != schema:
                raise OpenApiConflict(f"{package}: two different models are named {name}")
    about = {"openapi": "3.1.0", "info": {"title": package, "version": "1"}, "servers": [{"url": f"/api/{package}"}]}
    schemes = {"oauth2": oauth2.model_dump(mode="json", by_alias=True, exclude_none=True)}
    return {**about, "paths": paths, "components": {"schemas": schemas, "securitySchemes": schemes}}


def operations(package: str) -> Iterator[Endpoint]:
    """Every `endpoint` among the package's public modules, by module name."""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if not module.name.startswith("_"):
            handler = getattr(importlib.import_module(f"{package}.{module.name}"), "handler", None)
            if isinstance(handler, Endpoint):
                yield handler
