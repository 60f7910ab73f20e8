"""`task`, `schedule`, `authorizer`, `health` and the merged OpenAPI document."""

import json
import sys
import types
from typing import Any

import jsonschema
import pytest
import things

from chassis import openapi
from chassis.authorizer import Grant, authorizer
from chassis.errors import Conflict, Unauthenticated
from chassis.health import health
from chassis.http import Body, Endpoint, endpoint
from chassis.schedule import schedule
from chassis.task import TaskInputInvalid, task

ARN = "arn:aws:execute-api:eu-central-1:000000000000:abc123/local/GET/things/1"


class Order(Body):
    count: int


class Done(Body):
    total: int


@task
def double(order: Order) -> Done:
    if order.count < 0:
        raise Conflict("never below zero")
    return Done(total=order.count * 2)


def test_a_task_has_typed_input_and_output() -> None:
    assert double({"count": 4}, None) == {"total": 8}


@pytest.mark.parametrize(
    ("wrong", "place"), [({"count": "x"}, "/count"), ({"count": 1, "more": 2}, "/more"), ({}, "/count")]
)
def test_a_tasks_wrong_input_is_named_by_place(wrong: dict[str, Any], place: str) -> None:
    with pytest.raises(TaskInputInvalid, match=place):
        double(wrong, None)


def test_a_tasks_refusal_keeps_its_name_for_the_state_machine(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Conflict, match="below zero"):
        double({"count": -1}, None)
    assert json.loads(capsys.readouterr().out)["Failed"] == [1.0]


def test_a_schedule_takes_a_timers_event_or_a_run_by_hand() -> None:
    source = schedule(lambda event: {"source": event.source, "time": event.time})
    tick = {
        "version": "0",
        "id": "1",
        "account": "0",
        "region": "r",
        "resources": [],
        "detail": {},
        "detail-type": "Scheduled Event",
    }
    assert source({**tick, "source": "aws.events", "time": "T"}, None) == {"source": "aws.events", "time": "T"}
    assert source({}, None)["source"] == "by hand"


def authorized(headers: Any, decide: Any) -> Any:
    return authorizer(decide)({"type": "REQUEST", "methodArn": ARN, "headers": headers}, None)


def test_an_authorizer_allows_the_whole_api_of_its_stage() -> None:
    policy = authorized({"X-Who": "me"}, lambda headers: Grant(headers["x-who"], {"sub": "me", "scope": "a b"}))
    (statement,) = policy["policyDocument"]["Statement"]
    assert (policy["principalId"], policy["context"]) == ("me", {"sub": "me", "scope": "a b"})
    assert statement["Effect"] == "Allow"
    assert statement["Resource"] == ["arn:aws:execute-api:eu-central-1:000000000000:abc123/local/*/*"]


def test_an_authorizer_says_exactly_unauthorized_and_logs_why(capsys: pytest.CaptureFixture[str]) -> None:
    def decide(_: object) -> Grant:
        raise Unauthenticated("signature")

    for headers in ({}, None):
        with pytest.raises(Exception, match=r"^Unauthorized$"):
            authorized(headers, decide)
    assert "signature" in capsys.readouterr().out


def test_an_authorizer_that_breaks_lets_nobody_in() -> None:
    with pytest.raises(KeyError):
        authorized({}, lambda headers: Grant(headers["missing"], {}))


def test_health_is_503_as_soon_as_one_store_is_down() -> None:
    def down() -> None:
        raise OSError("no")

    well, ill = health({"mysql": lambda: None}), health({"mysql": lambda: None, "redis": down})
    assert (well.status, well.body.model_dump()) == (200, {"status": "up", "stores": {"mysql": "up"}})
    assert (ill.status, ill.body.model_dump()) == (503, {"status": "down", "stores": {"mysql": "up", "redis": "down"}})


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A context's package whose modules hold the operations given."""

    def make(**operations: Any) -> str:
        name = f"made_up_{len(operations)}_{id(operations)}"
        made = types.ModuleType(name)
        made.__path__ = []
        monkeypatch.setitem(sys.modules, name, made)
        found = [types.SimpleNamespace(name=operation) for operation in [*operations, "_wiring"]]
        monkeypatch.setattr(openapi.pkgutil, "iter_modules", lambda _: iter(found))
        for operation, handler in operations.items():
            module = types.ModuleType(f"{name}.{operation}")
            module.handler = handler  # type: ignore[attr-defined]
            monkeypatch.setitem(sys.modules, module.__name__, module)
        return name

    return make


def test_a_contexts_operations_merge_into_one_valid_openapi_document(package: Any) -> None:
    document = openapi.document(
        package(patch_thing=things.patch_thing, get_thing=things.get_thing, on_tick=lambda: None)
    )
    assert set(document["paths"]["/things/{thing_id}"]) == {"patch", "get"}
    patch = document["paths"]["/things/{thing_id}"]["patch"]
    assert patch["security"] == [{"oauth2": ["things:write"]}]
    assert set(patch["responses"]) == {"200", "default"}
    assert {p["name"] for p in patch["parameters"]} == {"thing_id", "if-match"}
    assert "security" not in document["paths"]["/things/{thing_id}"]["get"]
    schemas = document["components"]["schemas"]
    assert {"Thing", "ThingPatch", "Part", "Problem", "FieldError"} <= set(schemas)
    references = {part.split('"')[0] for part in json.dumps(document).split("#/components/schemas/")[1:]}
    assert references <= set(schemas)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_an_operation_with_refusals_of_its_own_does_not_promise_problems(package: Any) -> None:
    document = openapi.document(package(raw=things.raw))
    assert set(document["paths"]["/raw"]["post"]["responses"]["default"]["content"]) == {"application/json"}


def named(model: type[Body], route: str) -> Endpoint:
    def work() -> Any: ...

    work.__annotations__["return"] = model
    work.__module__ = "things"
    return endpoint(route)(work)


def test_two_operations_at_one_address_are_refused(package: Any) -> None:
    with pytest.raises(openapi.OpenApiConflict, match="GET /same"):
        openapi.document(package(a=named(Order, "GET /same"), b=named(Done, "GET /same")))


def test_two_different_models_of_one_name_are_refused(package: Any) -> None:
    other = type("Order", (Body,), {"__annotations__": {"size": int}})
    with pytest.raises(openapi.OpenApiConflict, match="Order"):
        openapi.document(package(a=named(Order, "GET /a"), b=named(other, "GET /b")))
