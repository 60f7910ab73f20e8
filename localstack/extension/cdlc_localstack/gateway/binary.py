"""Binary bodies by the API's `binaryMediaTypes`, both ways.

LocalStack 4.9.2 guesses by whether the request's body happens to be UTF-8, and never decodes a reply for `*/*`.
"""

from __future__ import annotations

import base64
from functools import wraps
from typing import Any

from localstack.services.apigateway.next_gen.execute_api import helpers
from localstack.services.apigateway.next_gen.execute_api.integrations import aws

from cdlc_localstack.expected import expect
from cdlc_localstack.gateway.media_types import matches


def install() -> None:
    """Replace the match of media types and the event's body."""
    expect(helpers.mime_type_matches_binary_media_types, 'if _type == "*":\n            continue', area="gateway")
    proxy: Any = aws.RestApiAwsProxyIntegration
    expect(proxy.create_lambda_input_event, "self._format_body(", area="gateway")
    module: Any = aws
    module.mime_type_matches_binary_media_types = matches
    create = proxy.create_lambda_input_event

    @wraps(create)
    def create_lambda_input_event(self: Any, context: Any) -> Any:
        event = create(self, context)
        request = context.invocation_request
        types = context.deployment.rest_api.rest_api.get("binaryMediaTypes") or []
        if request["body"] and matches(request["headers"].get("Content-Type"), types):
            event.update(body=base64.b64encode(request["body"]).decode(), isBase64Encoded=True)
        return event

    proxy.create_lambda_input_event = create_lambda_input_event
