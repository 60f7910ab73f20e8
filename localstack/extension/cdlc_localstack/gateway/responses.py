"""API Gateway's own refusals in the shape that the API's `GatewayResponses` give them.

LocalStack 4.9.2 takes the status code from them and drops templates, headers and content type.
"""

from __future__ import annotations

import json
import logging
import re
from functools import wraps
from typing import Any

from cdlc_localstack.expected import expect

LOG = logging.getLogger(__name__)
JSON = "application/json"
_NAME = r"(?:context|stageVariables|method\.request)(?:\.[A-Za-z0-9_-]+)+"
_VARIABLE = re.compile(rf"\$(?:({_NAME})|\{{({_NAME})\}})")


def install() -> None:
    """Render the configured response; without one, LocalStack's default (which is AWS's) stays."""
    from localstack.services.apigateway.next_gen.execute_api import gateway_response as kinds
    from localstack.services.apigateway.next_gen.execute_api.handlers.gateway_exception import GatewayExceptionHandler

    handler = GatewayExceptionHandler
    expect(handler.create_exception_response, "get_gateway_response_or_default(", area="gateway")
    expect(handler._build_response_content, "TODO apply responseTemplates", area="gateway")  # noqa: SLF001
    expect(handler.__call__, "Error in apigateway invocation", area="gateway")
    default, call = handler.create_exception_response, handler.__call__

    @wraps(default)
    def create_exception_response(self: Any, exception: Any, context: Any) -> Any:
        configured = _configured(exception, context.deployment.rest_api.gateway_responses)
        response = default(self, exception, context)
        return render(response, configured, exception, context) if configured else response

    @wraps(call)
    def handle(self: Any, chain: Any, exception: Exception, context: Any, response: Any) -> None:
        if not isinstance(exception, kinds.BaseGatewayException) and context.context_variables:
            LOG.error("the gateway failed at %s: %r", context.request.path, exception, exc_info=exception)
            exception = kinds.InternalServerError("Internal server error")
        call(self, chain, exception, context, response)

    handler.create_exception_response = create_exception_response
    handler.__call__ = handle


def _configured(exception: Any, responses: dict[str, Any]) -> dict[str, Any] | None:
    """The response for the exception's own type, else the one for its class of status codes."""
    status = int(str(getattr(exception.status_code, "value", exception.status_code)) or 500)
    fallback = "DEFAULT_5XX" if status >= 500 else "DEFAULT_4XX"  # noqa: PLR2004 -- HTTP's own border
    return responses.get(exception.type) or responses.get(fallback)


def render(response: Any, configured: dict[str, Any], exception: Any, context: Any) -> Any:
    """Fill status, body, content type and headers of `response` from the configured gateway response."""
    values = _values(exception, context)
    if templates := configured.get("responseTemplates"):
        media_type = _media_type(templates, context.request.headers.get("Accept"))
        response.set_data(substitute(templates[media_type], values))
        response.headers["Content-Type"] = media_type
    if status := configured.get("statusCode"):
        response.status_code = int(status)
    for target, source in (configured.get("responseParameters") or {}).items():
        place, _, name = target.rpartition(".")
        if place == "gatewayresponse.header" and (value := _parameter(source, values)) is not None:
            response.headers[name] = value
    return response


def substitute(template: str, values: dict[str, Any]) -> str:
    """Replace `$context.…`, `$stageVariables.…` and `$method.request.…`; what is unknown becomes nothing."""
    return _VARIABLE.sub(lambda found: _text(_look_up(found[1] or found[2], values)), template)


def _values(exception: Any, context: Any) -> dict[str, Any]:
    request = context.invocation_request
    error = {
        "message": exception.message,
        "messageString": json.dumps(exception.message),
        "responseType": str(exception.type),
        "validationErrorString": json.dumps(exception.message),
    }
    return {
        "context": {**context.context_variables, "error": error},
        "stageVariables": context.stage_variables or {},
        "method": {
            "request": {
                "header": request["headers"],
                "querystring": request["query_string_parameters"],
                "path": request.get("path_parameters") or {},
            }
        },
    }


def _look_up(path: str, values: Any) -> Any:
    for name in path.split("."):
        values = values.get(name) if hasattr(values, "get") else None
    return values


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _parameter(source: str, values: dict[str, Any]) -> str | None:
    if source.startswith("'") and source.endswith("'"):
        return source[1:-1]
    value = _look_up(source, values)
    return None if value is None else _text(value)


def _media_type(templates: dict[str, str], accept: str | None) -> str:
    """The template that the client asked for, else JSON, else the first."""
    asked = [part.split(";")[0].strip() for part in (accept or "").split(",")]
    return next((each for each in asked if each in templates), JSON if JSON in templates else next(iter(templates)))
