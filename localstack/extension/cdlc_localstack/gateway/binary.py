"""Binary bodies by the API's `binaryMediaTypes`, both ways.

LocalStack 4.9.2 guesses by whether the request's body happens to be UTF-8, and never decodes a reply for `*/*`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import wraps
from typing import Any

from cdlc_localstack.expected import expect


def install() -> None:
    """Replace the match of media types and the event's body."""
    from localstack.services.apigateway.next_gen.execute_api import helpers
    from localstack.services.apigateway.next_gen.execute_api.integrations import aws

    expect(helpers.mime_type_matches_binary_media_types, 'if _type == "*":\n            continue', area="gateway")
    proxy = aws.RestApiAwsProxyIntegration
    expect(proxy.create_lambda_input_event, "self._format_body(", area="gateway")
    aws.mime_type_matches_binary_media_types = matches
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


def matches(mime_type: str | None, binary_media_types: Iterable[str]) -> bool:
    """Whether the first media type of a header is binary for the API; `*/*` holds for everything, even nothing."""
    types = [each.lower() for each in binary_media_types]
    if "*/*" in types:
        return True
    first = (mime_type or "").split(",")[0].split(";")[0].strip().lower()
    return bool(first) and (first in types or f"{first.split('/')[0]}/*" in types)
