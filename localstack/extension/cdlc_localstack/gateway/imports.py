"""What LocalStack drops from an imported OpenAPI document: gateway responses, credentials, what was there before."""

from __future__ import annotations

import io
from functools import wraps
from typing import Any

from localstack.services.apigateway import helpers
from localstack.services.apigateway.legacy import provider

from cdlc_localstack.expected import expect

KEY = "x-amazon-apigateway-gateway-responses"


def install() -> None:
    """Complete the import of a document, which is how SAM describes every API."""
    module: Any = helpers
    original = module.import_api_from_openapi_spec
    expect(original, 'request["body"].read()', "rest_api_container.authorizers[", area="gateway")

    @wraps(original)
    def import_api_from_openapi_spec(rest_api: Any, context: Any, request: Any) -> Any:
        text = request["body"].read()
        container = module.get_rest_api_container(context, rest_api_id=rest_api.id)
        if request.get("mode") == "overwrite":
            _forget(container)
        result = original(rest_api, context=context, request={**request, "body": io.BytesIO(text)})
        document = module.parse_json_or_yaml(text.decode())
        container.gateway_responses.update(gateway_responses(document))
        return result

    importer: Any = provider
    importer.import_api_from_openapi_spec = import_api_from_openapi_spec


def _forget(container: Any) -> None:
    """Overwriting replaces what the last document brought."""
    for part in ("authorizers", "validators", "models", "resolved_models", "resource_children", "gateway_responses"):
        getattr(container, part).clear()


def gateway_responses(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Gateway responses of a document by their type, in the form of API Gateway's own records."""
    found = document.get(KEY) or {}
    return {kind: _response(kind, raw or {}) for kind, raw in found.items()}


def _response(kind: str, raw: dict[str, Any]) -> dict[str, Any]:
    response = {
        "responseType": kind,
        "responseParameters": raw.get("responseParameters") or {},
        "responseTemplates": raw.get("responseTemplates")
        or {"application/json": '{"message":$context.error.messageString}'},
        "defaultResponse": False,
    }
    if raw.get("statusCode"):
        response["statusCode"] = str(raw["statusCode"])
    return response
