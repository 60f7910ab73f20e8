"""GET /openid-configuration: this server's metadata, as OpenID Connect Discovery words it."""

from typing import Any

from chassis.http import endpoint
from identity._domain.metadata import openid_configuration
from identity._settings import Settings


@endpoint("GET /openid-configuration", cache="public, s-maxage=60, max-age=300")
def handler() -> dict[str, Any]:
    return openid_configuration(Settings.load().public_url)
