"""API Gateway's own refusals in the shape that the API's `GatewayResponses` give them.

LocalStack 4.9.2 takes the status code from them and drops templates, headers and content type.
"""

from __future__ import annotations

import json
import logging
from functools import wraps
from typing import Any

from localstack.services.apigateway.next_gen.execute_api import gateway_response as kinds
from localstack.services.apigateway.next_gen.execute_api.handlers.gateway_exception import GatewayExceptionHandler

from cdlc_localstack.expected import expect
from cdlc_localstack.gateway.wording import media_type, parameter, substitute

LOG = logging.getLogger(__name__)


def install() -> None:
    """Render the configured response; without one, LocalStack's default (which is AWS's) stays."""
    handler: Any = GatewayExceptionHandler
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
        kind = media_type(templates, context.request.headers.get("Accept"))
        response.set_data(substitute(templates[kind], values))
        response.headers["Content-Type"] = kind
    if status := configured.get("statusCode"):
        response.status_code = int(status)
    for target, source in (configured.get("responseParameters") or {}).items():
        place, _, name = target.rpartition(".")
        if place == "gatewayresponse.header" and (value := parameter(source, values)) is not None:
            response.headers[name] = value
    return response


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
