"""The catalogue's handlers on real stores: see context_stores.py."""

from __future__ import annotations

import copy
import json
import uuid
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from integration.catalogue import context_stores as stores
from moto import mock_aws

from catalogue import _wiring
from cdlc import settings as local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from catalogue._adapters.redis_titles import TitleCache
    from integration.catalogue.context_stores import Schema

    Call = Callable[..., "Answer"]


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    """A schema of this file's own; the environment that the templates would set."""
    mariadb, redis = stores.engines()
    patch = pytest.MonkeyPatch()
    with mock_aws(), stores.running(mariadb), stores.running(redis):
        for name, value in {
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "POWERTOOLS_SERVICE_NAME": "catalogue",
            "POWERTOOLS_METRICS_NAMESPACE": "cdlc/catalogue",
            "POWERTOOLS_METRICS_DISABLED": "true",
            "CDLC_CURSOR_SECRET": "test/cursor",
            "CDLC_REDIS_URL": f"redis://{local.load().address('redis')}/0",
        }.items():
            patch.setenv(name, value)
        boto3.client("secretsmanager").create_secret(Name="test/cursor", SecretString=uuid.uuid4().hex)
        made = stores.schema("catalogue", uuid.uuid4().hex[:8])
        patch.setenv("CDLC_MYSQL_URL", made.url)
        patch.setenv("CDLC_MYSQL_SECRET", made.secret)
        stores.thaw("catalogue")
        yield made
        stores.drop(made)
        patch.undo()


class Answer:
    """API Gateway's view of a handler's result."""

    def __init__(self, result: dict[str, Any]) -> None:
        self.status: int = result["statusCode"]
        many = result.get("multiValueHeaders") or {}
        self.headers: dict[str, str] = {name.lower(): values[-1] for name, values in many.items()}
        self.json: Any = json.loads(result["body"]) if result.get("body") else None


@pytest.fixture
def call(schema: Schema) -> Call:
    """Call an operation's Lambda handler with its sample event, parts of it replaced."""

    def run(operation: str, *, path: dict[str, str] | None = None, query: dict[str, Any] | None = None,
            body: Any = None, headers: dict[str, str] | None = None) -> Answer:  # fmt: skip
        event = copy.deepcopy(stores.sample("catalogue", operation))
        event["pathParameters"] = path or event["pathParameters"]
        event["queryStringParameters"] = None
        event["multiValueQueryStringParameters"] = None
        if query:
            event["multiValueQueryStringParameters"] = {k: v if isinstance(v, list) else [v] for k, v in query.items()}
        event["headers"] |= headers or {}
        event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
        event["body"] = json.dumps(body) if body is not None else event["body"]
        return Answer(import_module(f"catalogue.{operation}").handler(event, None))

    return run


@pytest.fixture
def add(call: Call) -> Callable[..., dict[str, Any]]:
    """Add a title and return it as read, with its `etag`."""

    def run(**fields: Any) -> dict[str, Any]:
        made = call(
            "add_title",
            body={"name": f"Title {uuid.uuid4()}", **fields},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        assert made.status == 201, made.json
        return {**made.json, "etag": made.headers["etag"]}

    return run


@pytest.fixture
def cache(schema: Schema) -> TitleCache:
    """The cache as the handlers use it."""
    return _wiring.cached_titles()


def deliver(*events: Any) -> dict[str, Any]:
    """Hand events to `on_title_changed` as the Kafka mapping does; its report of failures."""
    import base64  # noqa: PLC0415

    batch = stores.sample("catalogue", "on_title_changed")
    record = batch["records"]["cdlc.catalogue-0"][0]
    batch["records"]["cdlc.catalogue-0"] = [
        {**record, "offset": offset, "key": base64.b64encode(event.subject.encode()).decode(),
         "value": base64.b64encode(event.to_json().encode()).decode()}
        for offset, event in enumerate(events)
    ]  # fmt: skip
    report: dict[str, Any] = import_module("catalogue.on_title_changed").handler(batch, None)
    return report
