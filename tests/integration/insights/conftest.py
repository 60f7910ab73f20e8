"""The handlers of insights on a real ClickHouse front, AWS's secrets and queue by moto."""

from __future__ import annotations

import copy
import json
import uuid
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from cdlc import settings as local
from deployer.clickhouse_migrations import migrate_insights
from integration.catalogue.context_stores import thaw
from integration.clickhouse_front.front_process import FrontProcess
from integration.insights.sinking import sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickhouse_connect.driver.client import Client


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontProcess]:
    """One front for the whole folder; every test has a database of its own."""
    process = FrontProcess(tmp_path_factory.mktemp("insights"))
    process.start()
    process.ask("CREATE USER insights IDENTIFIED BY 'test'")
    yield process
    process.stop()


@dataclass
class Insights:
    """One environment of the functions: its ClickHouse, its database, the letters that it sent."""

    front: FrontProcess
    client: Client
    queue: str

    def call(self, operation: str, **query: str) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers of an API operation, called with its sample event."""
        event = copy.deepcopy(sample(operation))
        event["queryStringParameters"] = query or None
        event["multiValueQueryStringParameters"] = {name: [value] for name, value in query.items()} or None
        result = self.invoke(operation, event)
        headers = {name.lower(): values[-1] for name, values in result["multiValueHeaders"].items()}
        return result["statusCode"], json.loads(result["body"]), headers

    def invoke(self, operation: str, event: dict[str, Any]) -> dict[str, Any]:
        reply: dict[str, Any] = import_module(f"insights.{operation}").handler(event, None)
        return reply

    def letters(self) -> list[dict[str, Any]]:
        """What lies in the dead-letter queue."""
        found = boto3.client("sqs").receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in found]


@pytest.fixture
def insights(clickhouse: FrontProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Insights]:
    database = f"insights_{uuid.uuid4().hex[:8]}"
    client = clickhouse.client(autogenerate_session_id=False)
    client.command(f"CREATE DATABASE {database}")
    migrate_insights(client, local.load().root / "migrations" / "clickhouse" / "insights", database)
    with mock_aws():
        for name, value in {
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "POWERTOOLS_SERVICE_NAME": "insights",
            "POWERTOOLS_METRICS_NAMESPACE": "cdlc/insights",
            "CDLC_CURSOR_SECRET": "test/cursor",
            "CDLC_CLICKHOUSE_SECRET": "test/clickhouse",
            "CDLC_CLICKHOUSE_URL": f"http://insights@127.0.0.1:{clickhouse.port}/{database}",
        }.items():
            monkeypatch.setenv(name, value)
        vault = boto3.client("secretsmanager")
        vault.create_secret(Name="test/clickhouse", SecretString="test")
        vault.create_secret(Name="test/cursor", SecretString=uuid.uuid4().hex)
        queue = boto3.client("sqs").create_queue(QueueName="letters")["QueueUrl"]
        monkeypatch.setenv("CDLC_DEAD_LETTER_QUEUE_URL", queue)
        thaw("insights")
        yield Insights(clickhouse, client, queue)
        thaw("insights")
