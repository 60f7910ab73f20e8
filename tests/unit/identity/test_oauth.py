"""The token request: RFC 6749, refusal by refusal; scopes; secrets; the server's metadata."""

from __future__ import annotations

import base64
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity._domain import clients, metadata, oauth

GOOD = {"grant_type": "client_credentials", "client_id": "viewer", "client_secret": "s3cret"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()).decode()


def read(form: dict[str, str] | list[tuple[str, str]] | str, **headers: str) -> oauth.TokenRequest:
    body = form if isinstance(form, str) else urlencode(form)
    return oauth.read({**FORM, **{name.replace("_", "-"): value for name, value in headers.items()}}, {}, body.encode())


def test_a_client_may_authenticate_in_the_body_or_in_the_header() -> None:
    in_body = read({**GOOD, "scope": "things:read"})
    in_header = read(
        {"grant_type": "client_credentials", "scope": "things:read"}, authorization=basic("viewer", "s3cret")
    )
    assert in_body == in_header == oauth.TokenRequest("viewer", "s3cret", "things:read")


@given(st.text(min_size=1).filter(str.isprintable), st.text(min_size=1).filter(str.isprintable))
def test_the_header_carries_any_character(client_id: str, secret: str) -> None:
    asked = read({"grant_type": "client_credentials"}, authorization=basic(client_id, secret))
    assert (asked.client_id, asked.client_secret) == (client_id, secret)


def test_parameters_without_a_value_and_unknown_ones_are_ignored() -> None:
    assert read({**GOOD, "scope": "", "colour": "red"}).scope is None


GRANT = {"grant_type": "client_credentials"}


def plain(pair: bytes) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(pair).decode()}


@pytest.mark.parametrize(
    ("form", "headers", "refusal"),
    [
        ({}, {}, oauth.InvalidRequest),
        ({"grant_type": ""}, {}, oauth.InvalidRequest),
        ({**GOOD, "grant_type": "password"}, {}, oauth.UnsupportedGrantType),
        ({**GOOD, "grant_type": "authorization_code"}, {}, oauth.UnsupportedGrantType),
        ([*GOOD.items(), ("scope", "a"), ("scope", "b")], {}, oauth.InvalidRequest),
        ([*GOOD.items(), ("client_id", "viewer")], {}, oauth.InvalidRequest),
        (GOOD, {"authorization": basic("viewer", "s3cret")}, oauth.InvalidRequest),
        ({**GRANT, "client_id": "x"}, plain(b"viewer:s"), oauth.InvalidRequest),
        ({"grant_type": "client_credentials"}, {}, oauth.InvalidClient),
        ({"grant_type": "client_credentials", "client_id": "viewer"}, {}, oauth.InvalidClient),
        ({"grant_type": "client_credentials"}, {"authorization": "Basic"}, oauth.InvalidClient),
        ({"grant_type": "client_credentials"}, {"authorization": "Basic ???"}, oauth.InvalidClient),
        (GRANT, plain(b"viewer"), oauth.InvalidClient),
        (GRANT, plain(b":s"), oauth.InvalidClient),
        (GRANT, plain(b"a:%FF"), oauth.InvalidClient),
        ({"grant_type": "client_credentials"}, {"authorization": "Bearer abc"}, oauth.InvalidClient),
        ("grant_type=client_credentials&client_id=%FF&client_secret=x", {}, oauth.InvalidRequest),
        ("&".join(f"a{n}=1" for n in range(40)), {}, oauth.InvalidRequest),
        (GOOD, {"content_type": "application/json"}, oauth.InvalidRequest),
        (GOOD, {"content_type": ""}, oauth.InvalidRequest),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_by_its_name(
    form: dict[str, str], headers: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        read(form, **headers)


def test_credentials_in_the_address_are_refused() -> None:
    with pytest.raises(oauth.InvalidRequest):
        oauth.read(FORM, {"client_id": ["viewer"]}, urlencode(GOOD).encode())


CLIENT = clients.Client("viewer", "Viewer", frozenset({"things:read", "things:write"}), "")


def test_a_client_gets_what_it_asks_for_or_all_that_it_has() -> None:
    assert clients.granted(CLIENT, None) == "things:read things:write"
    assert clients.granted(CLIENT, "things:write") == "things:write"
    assert clients.granted(CLIENT, "things:write things:write") == "things:write"


@pytest.mark.parametrize(
    "asked", ["things:erase", "things:read things:erase", " things:read", "a  b", 'things:"read"', "things:ré"]
)
def test_a_scope_that_the_client_lacks_or_that_is_malformed_is_refused(asked: str) -> None:
    with pytest.raises(oauth.InvalidScope):
        clients.granted(CLIENT, asked)


@settings(max_examples=8, deadline=None)
@given(st.text(), st.binary(min_size=16, max_size=16))
def test_a_secret_matches_its_hash_and_no_other_does(secret: str, salt: bytes) -> None:
    stored = clients.hash_secret(secret, salt)
    assert secret not in stored or len(secret) < 4
    assert clients.secret_matches(secret, stored)
    assert not clients.secret_matches(secret + "x", stored)


def test_the_metadata_names_what_is_there_and_nothing_else() -> None:
    told = metadata.openid_configuration("https://films.example")
    assert told["issuer"] == "https://films.example"
    assert told["token_endpoint"] == "https://films.example/api/identity/token"
    assert told["jwks_uri"] == "https://films.example/api/identity/jwks.json"
    assert told["grant_types_supported"] == ["client_credentials"]
    assert "authorization_endpoint" not in told
    assert metadata.authorization_server("https://films.example").items() <= told.items()
