"""Requests as API Gateway sends them."""

import json
from typing import Any

A_THING = "01890a5d-ac96-774b-bcce-b302099a8057"


def call(handler: Any, body: Any = None, **more: Any) -> tuple[int, Any, dict[str, str]]:
    """Status, decoded body and headers (lower case) of one request; `more` are keys of API Gateway's event."""
    claims = {"sub": "someone", "scope": "things:write things:read"}
    event = {
        "httpMethod": handler.method,
        "path": "/things/somewhere/else",
        "headers": {"Content-Type": "application/json"},
        "pathParameters": {"thing_id": A_THING} if "{thing_id}" in handler.path else None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"requestId": "request-1", "authorizer": claims},
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        **more,
    }
    answer = handler(event, None)
    headers = {name.lower(): values[0] for name, values in answer["multiValueHeaders"].items()}
    return answer["statusCode"], json.loads(answer["body"]) if answer.get("body") else None, headers
