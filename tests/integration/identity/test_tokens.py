"""From a registered client to a caller that the authorizer lets in: `register_client`, `issue_token`, `authorize`."""

from __future__ import annotations

import base64
import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from chassis.mysql import Database
from chassis.task import TaskInputInvalid
from identity import _wiring, authorize, get_health, issue_token, register_client

if TYPE_CHECKING:
    from integration.catalogue.context_stores import Schema

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a-secret-of-at-least-32-characters"
ARN = "arn:aws:execute-api:eu-central-1:000000000000:abc123/local/GET/things/1"

pytestmark = pytest.mark.usefixtures("schema")


def sample(operation: str) -> dict[str, Any]:
    """The recorded sample event of an operation."""
    event: dict[str, Any] = json.loads((ROOT / "events" / "identity" / f"{operation}.json").read_text())
    return event


@pytest.fixture
def client() -> str:
    """A registered client's id."""
    client_id = f"client-{uuid.uuid4()}"
    assert register(client_id) == {"client_id": client_id, "changed": True}
    return client_id


def register(client_id: str, /, **changes: Any) -> dict[str, Any]:
    asked = {"client_id": client_id, "name": "Né", "scopes": ["things:read", "things:write"], "secret": SECRET}
    answer: dict[str, Any] = register_client.handler(asked | changes, None)
    return answer


def ask(form: dict[str, str], **headers: str) -> tuple[int, dict[str, Any], dict[str, list[str]]]:
    event = sample("issue_token")
    event["body"] = urlencode({"grant_type": "client_credentials", **form})
    event["headers"] |= headers
    answer = issue_token.handler(event, None)
    return answer["statusCode"], json.loads(answer["body"]), answer["multiValueHeaders"]


def test_a_client_gets_a_token_that_the_authorizer_lets_in(client: str) -> None:
    status, reply, headers = ask({"client_id": client, "client_secret": SECRET, "scope": "things:read"})
    assert (status, reply["token_type"], reply["expires_in"], reply["scope"]) == (200, "Bearer", 3600, "things:read")
    assert (headers["Cache-Control"], headers["Pragma"]) == (["no-store"], ["no-cache"])
    event = sample("authorize")
    event["headers"]["Authorization"] = f"Bearer {reply['access_token']}"
    policy = authorize.handler(event, None)
    assert policy["context"] == {
        "sub": client,
        "client_id": client,
        "scope": "things:read",
        "roles": "",
        "profile_id": "",
    }


def test_the_sample_event_of_authorize_is_refused() -> None:
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        authorize.handler(sample("authorize"), None)


def test_a_client_may_authenticate_in_the_header_and_gets_all_its_scopes(client: str) -> None:
    encoded = base64.b64encode(f"{client}:{SECRET}".encode()).decode()
    assert ask({}, Authorization=f"Basic {encoded}")[1]["scope"] == "things:read things:write"


def test_a_wrong_secret_and_an_unknown_client_are_refused_alike(client: str) -> None:
    wrong = ask({"client_id": client, "client_secret": "another"})
    unknown = ask({"client_id": "nobody", "client_secret": SECRET})
    injected = ask({"client_id": "' OR ''='", "client_secret": SECRET})
    unnamed = ask({"client_id": "\U0010fe96", "client_secret": SECRET})
    for status, error, headers in (wrong, unknown, injected, unnamed):
        assert (status, error["error"]) == (401, "invalid_client")
        assert headers["WWW-Authenticate"][0].startswith("Basic ")
    assert wrong[1] == unknown[1]


def test_refusals_are_rfc_6749s_and_never_cached(client: str) -> None:
    for form, code in (
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": client, "client_secret": SECRET, "scope": "things:erase"}, "invalid_scope"),
        ({"grant_type": ""}, "invalid_request"),
    ):
        status, error, headers = ask(form)
        assert (status, error["error"], headers["Cache-Control"]) == (400, code, ["no-store"])
        assert set(error) == {"error", "error_description"}


def test_credentials_in_the_address_are_refused_in_oauths_shape(client: str) -> None:
    event = sample("issue_token") | {"multiValueQueryStringParameters": {"client_id": [client]}}
    answer = issue_token.handler(event, None)
    assert (answer["statusCode"], json.loads(answer["body"])["error"]) == (400, "invalid_request")


def test_registering_twice_changes_nothing_and_a_new_secret_replaces_the_old(client: str, schema: Schema) -> None:
    def versions() -> list[dict[str, Any]]:
        return schema.rows("SELECT version, name, scopes, secret_hash FROM clients WHERE client_id = %s", (client,))

    before = versions()
    assert register(client) == {"client_id": client, "changed": False}
    assert versions() == before
    assert register(client, secret=SECRET + "-2", scopes=["things:read"])["changed"] is True
    assert ask({"client_id": client, "client_secret": SECRET})[0] == 401
    assert ask({"client_id": client, "client_secret": SECRET + "-2"})[1]["scope"] == "things:read"
    assert register(client, secret=SECRET + "-2", scopes=["things:read"], name="Other")["changed"] is True
    assert versions()[0]["version"] == 3


def test_the_secret_itself_is_stored_nowhere(client: str, schema: Schema) -> None:
    assert SECRET not in str(schema.rows("SELECT * FROM clients WHERE client_id = %s", (client,)))


@pytest.mark.parametrize(
    "wrong", [{"secret": "short"}, {"client_id": "a b"}, {"scopes": ["a b"]}, {"scopes": ['"']}, {"more": 1}]
)
def test_a_registration_that_breaks_a_rule_stores_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(TaskInputInvalid):
        register(f"client-{uuid.uuid4()}", **wrong)


def test_get_health_asks_the_database_and_the_key_set() -> None:
    answer = get_health.handler(sample("get_health"), None)
    assert (answer["statusCode"], json.loads(answer["body"])["stores"]) == (200, {"mysql": "up", "keys": "up"})


def test_a_database_that_does_not_answer_is_503_in_oauths_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_wiring, "database", lambda: Database("mysql://x@127.0.0.1:1/identity", "test/signing-keys"))
    status, error, headers = ask({"client_id": "x", "client_secret": "y"})
    assert (status, error["error"], headers["Retry-After"]) == (503, "temporarily_unavailable", ["1"])
    answer = get_health.handler(sample("get_health"), None)
    assert (answer["statusCode"], json.loads(answer["body"])["stores"]["mysql"]) == (503, "down")
