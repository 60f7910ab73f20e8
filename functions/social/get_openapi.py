"""GET /openapi.json: this API's OpenAPI 3.1 document."""

from typing import Any

from chassis.http import endpoint
from chassis.openapi import document


@endpoint("GET /openapi.json", cache="public, s-maxage=60")
def handler() -> dict[str, Any]:
    return document("social")
