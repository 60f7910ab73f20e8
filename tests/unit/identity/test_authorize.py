"""`authorize`: every forged token is refused, and every check earns its place."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import boto3
import forge
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis import clock
from chassis.errors import Unavailable
from identity import _wiring, authorize
from identity._adapters import key_store, rsa
from identity._domain import access_tokens
from identity._domain.keys import jwks

ARN = "arn:aws:execute-api:eu-central-1:000000000000:abc123/local/GET/things/1"
AFTER = int(forge.NOW.timestamp())


@pytest.fixture(autouse=True)
def published(stage: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    publish(forge.OURS, forge.PREVIOUS)
    stage.setattr(clock, "now", lambda: forge.NOW)
    return stage


def publish(*keys: Any) -> None:
    key_store.publish("/cdlc/test/identity/jwks", keys)


def ask(authorization: str | None) -> dict[str, Any]:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer: dict[str, Any] = authorize.handler({"type": "REQUEST", "methodArn": ARN, "headers": headers}, None)
    return answer


def accepted(token: str) -> bool:
    try:
        return ask(f"Bearer {token}")["policyDocument"]["Statement"][0]["Effect"] == "Allow"
    except Exception as error:  # noqa: BLE001 - the wrapper raises a bare Exception for API Gateway
        assert str(error) == "Unauthorized"  # noqa: PT017
        return False


def test_an_honest_token_is_let_in_with_its_claims_as_texts() -> None:
    answer = ask(f"Bearer {forge.token(roles=['editor', 'admin'], profile_id='p1')}")
    assert answer["principalId"] == "viewer"
    assert answer["context"] == {
        "sub": "viewer",
        "scope": "things:read",
        "roles": "editor admin",
        "profile_id": "p1",
        "client_id": "viewer",
    }
    assert answer["policyDocument"]["Statement"][0]["Resource"] == [ARN.rsplit("/", 3)[0] + "/*/*"]


def test_a_token_of_the_key_before_is_still_good() -> None:
    assert accepted(forge.token(forge.PREVIOUS))


def test_the_scheme_may_be_written_in_any_case_and_the_type_in_full() -> None:
    assert ask(f"bearer {forge.token(header={'typ': 'application/at+jwt'})}")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic dmlld2Vy", "Bearer a b", f"Bearer {'x' * 9000}", forge.token()]
)
def test_without_a_bearer_token_nobody_is_let_in(header: str | None) -> None:
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        ask(header)


FORGED = {
    "alg none": forge.unsigned(),
    "alg None": forge.unsigned("None"),
    "no alg": forge.token(header={"alg": None}),
    "HS256 with the public key": forge.with_public_key_as_secret(),
    "HS256 with the public key in DER": forge.with_public_key_as_secret(forge.Encoding.DER),
    "RS384": forge.longer_hash(),
    "RS256 said, SHA-384 signed": forge.token(digest=forge.SHA384()),
    "a stranger's key under our kid": forge.token(forge.STRANGER, header={"kid": forge.OURS.kid}),
    "a stranger's key": forge.token(forge.STRANGER),
    "a stranger's key in the header": forge.token(forge.STRANGER, header={"jwk": forge.STRANGER.public_jwk}),
    "a stranger's key by address": forge.token(forge.STRANGER, header={"jku": "https://evil.example/jwks"}),
    "the other kid": forge.token(header={"kid": forge.PREVIOUS.kid}),
    "no kid": forge.token(header={"kid": None}),
    "a kid that is no text": forge.token(header={"kid": 1}),
    "an unknown extension": forge.token(header={"crit": ["b64"], "b64": False}),
    "no typ": forge.token(header={"typ": None}),
    "an ID token": forge.token(header={"typ": "JWT"}),
    "another issuer": forge.token(iss="https://evil.example"),
    "no issuer": forge.token(iss=None),
    "another audience": forge.token(aud="https://films.example"),
    "other audiences": forge.token(aud=["https://evil.example", "x"]),
    "no audience": forge.token(aud=None),
    "expired": forge.token(exp=AFTER - 6),
    "no expiry": forge.token(exp=None),
    "an expiry that is no number": forge.token(exp=str(AFTER + 60)),
    "an expiry that is true": forge.token(exp=True),
    "an expiry beyond all calendars": forge.token(exp=10**30),
    "not yet": forge.token(nbf=AFTER + 6),
    "issued in the future": forge.token(iat=AFTER + 6),
    "not before something": forge.token(nbf="now"),
    "no subject": forge.token(sub=None),
    "an empty subject": forge.token(sub=""),
    "no client": forge.token(client_id=None),
    "no jti": forge.token(jti=None),
    "no scope": forge.token(scope=None),
    "scopes in a list": forge.token(scope=["things:read"]),
    "spliced": forge.spliced(),
    "cut": forge.token()[:-1],
    "without its signature": forge.token().rpartition(".")[0] + ".",
    "two segments": forge.token().rpartition(".")[0],
    "four segments": forge.token() + ".x",
    "with padding": forge.token() + "==",
    "with a line break": forge.token() + "\n",
    "claims that are a list": f"{forge.token().split('.')[0]}.{forge.encode(b'[]')}.x",
    "a header that is no JSON": f"{forge.encode(b'{')}.{forge.encode(forge.HONEST)}.x",
    "a header nested without end": f"{forge.encode(b'[' * 5000)}.{forge.encode(forge.HONEST)}.x",
    "letters beyond ASCII": forge.token().replace(".", ".é", 1),
    "dots": "..",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_token_is_refused(forged: str) -> None:
    assert not accepted(forged)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.="))
def test_a_token_with_one_letter_changed_is_refused(at: int, letter: str) -> None:
    honest = forge.token()
    at %= len(honest)
    changed = honest[:at] + letter + honest[at + 1 :]
    assert accepted(changed) is (changed == honest)


@pytest.mark.parametrize("seconds", [-4, 0, 3599, 3604])
def test_leeway_is_five_seconds_either_way_by_the_chassis_clock(published: pytest.MonkeyPatch, seconds: int) -> None:
    published.setattr(clock, "now", lambda: forge.NOW + timedelta(seconds=seconds))
    assert accepted(forge.token())


@pytest.mark.parametrize("seconds", [-6, 3605, 10**8])
def test_a_remembered_token_expires_all_the_same(published: pytest.MonkeyPatch, seconds: int) -> None:
    assert accepted(forge.token())
    published.setattr(clock, "now", lambda: forge.NOW + timedelta(seconds=seconds))
    assert not accepted(forge.token())


HEADER_TWINS = {
    "type": forge.token(header={"typ": "JWT"}),
    "critical": forge.token(header={"crit": ["b64"], "b64": False}),
    "algorithm": forge.token(header={"alg": "HS256"}),
}
CLAIM_TWINS = {
    "issuer": forge.token(iss="https://evil.example"),
    "audience": forge.token(aud="https://evil.example"),
    "expiry": forge.token(exp=AFTER - 6),
    "not_before": forge.token(nbf=AFTER + 6),
    "subject": forge.token(jti=None),
    "scope": forge.token(scope=None),
}


def test_every_check_has_its_twin() -> None:
    assert set(HEADER_TWINS) == set(access_tokens.HEADER_CHECKS)
    assert set(CLAIM_TWINS) == set(access_tokens.CLAIM_CHECKS)


@pytest.mark.parametrize("check", HEADER_TWINS)
def test_with_one_check_of_the_header_removed_its_forgery_passes(published: pytest.MonkeyPatch, check: str) -> None:
    assert not accepted(HEADER_TWINS[check])
    published.delitem(access_tokens.HEADER_CHECKS, check)
    assert accepted(HEADER_TWINS[check])


@pytest.mark.parametrize("check", CLAIM_TWINS)
def test_with_one_check_of_the_claims_removed_its_forgery_passes(published: pytest.MonkeyPatch, check: str) -> None:
    assert not accepted(CLAIM_TWINS[check])
    published.delitem(access_tokens.CLAIM_CHECKS, check)
    assert accepted(CLAIM_TWINS[check])


@pytest.mark.parametrize("forged", ["spliced", "a stranger's key under our kid", "the other kid"])
def test_without_the_signature_anything_passes(published: pytest.MonkeyPatch, forged: str) -> None:
    class Trusting:
        def verify(self, *_: object) -> None: ...

    published.setattr(rsa, "_public", lambda _: Trusting())
    assert accepted(FORGED[forged])


def test_without_the_kid_check_a_strangers_key_needs_only_to_be_published() -> None:
    assert not accepted(forge.token(forge.STRANGER))
    publish(forge.OURS, forge.STRANGER)
    _wiring.public_keys.cache_clear()
    assert accepted(forge.token(forge.STRANGER))


def fetches(published: pytest.MonkeyPatch) -> list[str]:
    """Reads of the parameter from here on."""
    seen: list[str] = []
    real = key_store.ssm().get

    def get(name: str, **options: Any) -> Any:
        seen.append(name)
        return real(name, **options)

    published.setattr(key_store.ssm(), "get", get)
    return seen


class Ticks:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


def test_the_key_set_is_read_once_in_five_minutes(published: pytest.MonkeyPatch) -> None:
    ticks = Ticks()
    published.setattr(key_store, "time", ticks)
    seen = fetches(published)
    for seconds in (0, 100, 199, 2):
        ticks.at += seconds
        assert accepted(forge.token())
    assert len(seen) == 2


def test_a_new_key_is_looked_up_at_once_and_strangers_cannot_cause_more(published: pytest.MonkeyPatch) -> None:
    ticks = Ticks()
    published.setattr(key_store, "time", ticks)
    assert accepted(forge.token())
    fresh = rsa.generate(forge.NOW)
    publish(fresh, forge.OURS)
    seen = fetches(published)
    ticks.at += 11
    assert accepted(forge.token(fresh))
    for _ in range(50):
        assert not accepted(forge.token(forge.STRANGER))
    assert len(seen) == 1
    ticks.at += 11
    assert not accepted(forge.token(forge.STRANGER))
    assert len(seen) == 2


def test_a_withdrawn_key_is_no_longer_believed_though_its_token_was_remembered(published: pytest.MonkeyPatch) -> None:
    ticks = Ticks()
    published.setattr(key_store, "time", ticks)
    assert accepted(forge.token(forge.PREVIOUS))
    publish(forge.OURS)
    ticks.at += 301
    assert not accepted(forge.token(forge.PREVIOUS))


def test_a_key_set_that_cannot_be_read_lets_nobody_in() -> None:
    boto3.client("ssm").delete_parameter(Name="/cdlc/test/identity/jwks")
    with pytest.raises(Unavailable):
        ask(f"Bearer {forge.token()}")


def test_strangers_cannot_fill_the_memory() -> None:
    keys = rsa.KeySet(jwks([forge.OURS]))
    for n in range(50):
        with pytest.raises(access_tokens.TokenRefused):
            keys.claims(f"{forge.encode({'alg': 'RS256', 'typ': 'at+jwt', 'kid': str(n)})}.e30.e30")
    assert not keys._headers
    assert not keys._verified


def test_no_token_is_ever_logged(capsys: pytest.CaptureFixture[str]) -> None:
    assert not accepted(FORGED["spliced"])
    assert accepted(forge.token())
    printed = capsys.readouterr().out
    assert FORGED["spliced"] not in printed
    assert forge.token().rpartition(".")[2] not in printed
    assert json.loads(printed.splitlines()[-1])["Allowed"] == [1.0]
