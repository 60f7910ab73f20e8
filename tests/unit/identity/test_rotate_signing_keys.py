"""`rotate_signing_keys`, and what reads the keys: when, which, and two runs at once."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from jose import jwt

from chassis import clock, secrets
from chassis.errors import Unavailable
from identity import (
    _wiring,
    get_authorization_server,
    get_jwks,
    get_openapi,
    get_openid_configuration,
    rotate_signing_keys,
)
from identity._adapters import key_store, rsa
from identity._domain import access_tokens, keys

START = datetime(2026, 1, 1, tzinfo=UTC)
A, B, C = (keys.SigningKey(kid, START - timedelta(days=days), "", {}) for kid, days in (("a", 0), ("b", 40), ("c", 80)))


def at(stage: pytest.MonkeyPatch, days: float) -> dict[str, Any]:
    """Run the schedule on that day."""
    stage.setattr(clock, "now", lambda: START + timedelta(days=days))
    return rotate_signing_keys.handler({}, None)


def published() -> list[str]:
    parameter = secrets.aws("ssm").get_parameter(Name="/cdlc/test/identity/jwks")["Parameter"]
    return [key["kid"] for key in json.loads(parameter["Value"])["keys"]]


def stored() -> list[str]:
    return [key.kid for key in _wiring.private_keys().read()]


def test_the_first_run_makes_a_key_and_the_next_ones_keep_it(stage: pytest.MonkeyPatch) -> None:
    first = at(stage, 0)["kid"]
    assert at(stage, 1)["kid"] == at(stage, 30)["kid"] == first
    assert stored() == published() == [first]


def test_after_thirty_days_a_new_key_comes_and_the_one_before_stays(stage: pytest.MonkeyPatch) -> None:
    made = [at(stage, days)["kid"] for days in (0, 31, 62)]
    assert len(set(made)) == 3
    assert stored() == published() == [made[2], made[1]]


def test_a_new_key_is_published_to_others_before_it_signs(stage: pytest.MonkeyPatch) -> None:
    at(stage, 0)
    assert len(get(get_jwks.handler)["keys"]) == 1
    at(stage, 31)
    moved = time.monotonic() + keys.SIGNS_AFTER.total_seconds()
    stage.setattr(key_store, "time", SimpleNamespace(monotonic=lambda: moved))
    assert len(get(get_jwks.handler)["keys"]) == 2


def test_a_run_that_died_before_publishing_is_made_good_by_the_next(stage: pytest.MonkeyPatch) -> None:
    kid = at(stage, 0)["kid"]
    secrets.aws("ssm").put_parameter(Name="/cdlc/test/identity/jwks", Value='{"keys": []}', Overwrite=True)
    at(stage, 1)
    assert published() == [kid]


def test_two_runs_at_once_agree_on_one_key(stage: pytest.MonkeyPatch) -> None:
    at(stage, 0)
    store = _wiring.private_keys()
    known = store.read()
    now = START + timedelta(days=31)
    first = store.replace(known, keys.rotated(known, rsa.generate(now)))
    second = store.replace(known, keys.rotated(known, rsa.generate(now)))
    assert [key.kid for key in second] == [key.kid for key in first] == stored()


def test_only_the_public_part_is_published(stage: pytest.MonkeyPatch) -> None:
    at(stage, 0)
    (key,) = _wiring.public_keys().document()["keys"]
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}
    assert "PRIVATE" in _wiring.private_keys().read()[0].private_pem


def test_a_key_signs_two_minutes_after_it_is_made_and_the_first_at_once() -> None:
    assert keys.signer([A], START) is A
    assert keys.signer([A, B], START + timedelta(seconds=119)) is B
    assert keys.signer([A, B], START + timedelta(seconds=120)) is A
    assert keys.signer([A, B], START - timedelta(days=1000)) is B


@pytest.mark.usefixtures("stage")
def test_before_the_first_run_there_is_nothing_to_sign_with() -> None:
    with pytest.raises(Unavailable):
        _wiring.signing_key()


def test_any_library_verifies_what_we_sign_by_the_published_set(stage: pytest.MonkeyPatch) -> None:
    at(stage, 0)
    stage.setattr(clock, "now", lambda: datetime.now(UTC))
    expected = _wiring.expected()
    token = rsa.sign(access_tokens.claims(expected, "viewer", "things:read", "1"), _wiring.signing_key())
    claims = jwt.decode(
        token, _wiring.public_keys().document(), ["RS256"], audience=expected.audience, issuer=expected.issuer
    )
    assert (claims["sub"], claims["client_id"], claims["scope"]) == ("viewer", "viewer", "things:read")
    header = jwt.get_unverified_header(token)
    assert header == {"alg": "RS256", "typ": "at+jwt", "kid": stored()[0]}


def get(handler: Any) -> dict[str, Any]:
    answer = handler({"httpMethod": "GET", "path": "/x", "requestContext": {"requestId": "r"}}, None)
    assert answer["statusCode"] == 200, answer
    return json.loads(answer["body"])


def test_get_jwks_answers_with_the_published_set(stage: pytest.MonkeyPatch) -> None:
    kid = at(stage, 0)["kid"]
    assert [key["kid"] for key in get(get_jwks.handler)["keys"]] == [kid]


@pytest.mark.usefixtures("stage")
def test_get_authorization_server_and_get_openid_configuration_tell_where_things_are() -> None:
    server, openid = get(get_authorization_server.handler), get(get_openid_configuration.handler)
    assert server["issuer"] == openid["issuer"] == "https://films.example"
    assert server.items() <= openid.items()


@pytest.mark.usefixtures("stage")
def test_get_openapi_describes_every_address_of_identity() -> None:
    document = get(get_openapi.handler)
    addresses = {
        "/token",
        "/jwks.json",
        "/health",
        "/openapi.json",
        "/oauth-authorization-server",
        "/openid-configuration",
    }
    assert set(document["paths"]) == addresses
