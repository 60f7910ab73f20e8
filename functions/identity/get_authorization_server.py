"""GET /oauth-authorization-server: this server's metadata (RFC 8414)."""

from typing import Any

from chassis.http import endpoint
from identity._domain.metadata import authorization_server
from identity._settings import Settings


@endpoint("GET /oauth-authorization-server", cache="public, s-maxage=60, max-age=300")
def handler() -> dict[str, Any]:
    return authorization_server(Settings.load().public_url)
