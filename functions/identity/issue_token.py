"""POST /token: an access token for a client that proves who it is (RFC 6749 §4.4, RFC 9068)."""

from typing import Literal

from chassis.errors import Refusal
from chassis.http import Body, Reply, Request, endpoint
from chassis.ids import new_id
from identity import _wiring
from identity._domain import access_tokens, oauth
from identity._domain.clients import granted, nobody, secret_matches


class TokenForm(Body):
    """RFC 6749 §4.4.2; the client may prove itself by HTTP Basic instead."""

    grant_type: Literal["client_credentials"]
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""


class TokenReply(Body):
    """RFC 6749 §5.1."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the type's name
    expires_in: int = int(access_tokens.LIFETIME.total_seconds())
    scope: str


def refused(refusal: Refusal) -> Reply[dict[str, str]]:
    """RFC 6749 §5.2 instead of problem+json."""
    code = getattr(refusal, "code", "temporarily_unavailable" if refusal.status == 503 else "server_error")  # noqa: PLR2004
    return Reply({"error": code, "error_description": refusal.detail}, headers={"Pragma": "no-cache"})


@endpoint("POST /token", on_refusal=refused, any_query=True, form=TokenForm)
def handler(request: Request) -> Reply[TokenReply]:
    from identity._adapters import mysql, rsa  # noqa: PLC0415 - drivers load on first use

    asked = oauth.read(request.headers, request.query, request.body)
    with _wiring.database().read() as tx:
        client = mysql.find(tx, asked.client_id)
    proven = secret_matches(asked.client_secret, client.secret_hash if client else nobody())
    if client is None or not proven:
        raise oauth.InvalidClient
    scope = granted(client, asked.scope)
    claims = access_tokens.claims(_wiring.expected(), client.client_id, scope, new_id())
    token = rsa.sign(claims, _wiring.signing_key())
    return Reply(TokenReply(access_token=token, scope=scope), headers={"Pragma": "no-cache"})
