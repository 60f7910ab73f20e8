"""The authorization server's metadata: RFC 8414, and the same as OpenID Connect Discovery words it."""

from typing import Any


def authorization_server(public_url: str) -> dict[str, Any]:
    """RFC 8414 §2. There is no authorization endpoint: the one grant is client credentials."""
    return {
        "issuer": public_url,
        "token_endpoint": f"{public_url}/api/identity/token",
        "jwks_uri": f"{public_url}/api/identity/jwks.json",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }


def openid_configuration(public_url: str) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 §3, as far as this server goes."""
    return {
        **authorization_server(public_url),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }
