"""RFC 6749's refusals and the reading of a token request (client credentials)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import parse_qsl, unquote_plus

from chassis.errors import BadRequest, Unauthenticated

FORM = "application/x-www-form-urlencoded"
_FIELDS_LIMIT = 32


class InvalidRequest(BadRequest):
    """A parameter is missing, repeated or malformed, or two client authentications came at once."""

    code: ClassVar[str] = "invalid_request"


class UnsupportedGrantType(BadRequest):
    """A grant other than client credentials."""

    code: ClassVar[str] = "unsupported_grant_type"


class InvalidScope(BadRequest):
    """A scope that is malformed or that the client does not have."""

    code: ClassVar[str] = "invalid_scope"


class InvalidClient(Unauthenticated):
    """Unknown client, no authentication or the wrong one; which of them is not told."""

    code: ClassVar[str] = "invalid_client"

    def __init__(self, detail: str = "the client cannot be authenticated") -> None:
        super().__init__(detail)
        self.headers["WWW-Authenticate"] = 'Basic realm="identity", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Who asks, with what secret, for which scopes (None: all that the client has)."""

    client_id: str
    client_secret: str
    scope: str | None


def read(headers: Mapping[str, str], query: Mapping[str, object], body: bytes) -> TokenRequest:
    """The token request of RFC 6749 §4.4.2, or the refusal of §5.2. Header names are lower case."""
    if query:
        raise InvalidRequest("parameters belong in the body, never in the address")
    form = _form(headers.get("content-type", ""), body)
    grant = form.get("grant_type")
    if grant is None:
        raise InvalidRequest("grant_type is required")
    if grant != "client_credentials":
        raise UnsupportedGrantType("only client_credentials is granted here")
    client_id, client_secret = _credentials(headers.get("authorization"), form)
    return TokenRequest(client_id, client_secret, form.get("scope"))


def _form(content_type: str, body: bytes) -> dict[str, str]:
    """Each parameter once (§3.2); one without a value counts as absent (§3.1)."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise InvalidRequest(f"the body must be {FORM}")
    try:
        pairs = parse_qsl(body.decode(), errors="strict", max_num_fields=_FIELDS_LIMIT)
    except ValueError as error:
        raise InvalidRequest("the body is not a form in UTF-8") from error
    if len({name for name, _ in pairs}) < len(pairs):
        raise InvalidRequest("a parameter is repeated")
    return dict(pairs)


def _credentials(authorization: str | None, form: Mapping[str, str]) -> tuple[str, str]:
    """client_secret_basic or client_secret_post, never both (§2.3)."""
    if authorization is None:
        if "client_id" not in form or "client_secret" not in form:
            raise InvalidClient
        return form["client_id"], form["client_secret"]
    if "client_secret" in form:
        raise InvalidRequest("authenticate once: by the Authorization header or in the body")
    client_id, client_secret = _basic(authorization)
    if form.get("client_id", client_id) != client_id:
        raise InvalidRequest("client_id differs from the Authorization header's")
    return client_id, client_secret


def _basic(authorization: str) -> tuple[str, str]:
    """Both halves are form-encoded before they are joined (§2.3.1)."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        client_id, colon, client_secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        names = unquote_plus(client_id, errors="strict"), unquote_plus(client_secret, errors="strict")
    except (binascii.Error, ValueError) as error:
        raise InvalidClient from error
    if scheme.lower() != "basic" or not colon or not all(names):
        raise InvalidClient
    return names
