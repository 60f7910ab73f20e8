"""Social's handlers on real stores: MariaDB, Neo4j, and the catalogue behind its gRPC server in this process."""

from __future__ import annotations

import math
import uuid
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cdlc import settings as local
from chassis.rpc import Rpc
from deployer import neo4j_graphs
from engines import credentials
from engines.neo4j_server import Neo4j
from integration.catalogue import lambda_calls
from integration.catalogue.context_stores import ROOT, context, running, schema, thaw
from integration.rpc import in_process
from social import _wiring
from social._adapters.rpc_catalogue import CatalogueTitles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.context_stores import Schema

_TITLE = "INSERT INTO titles ({}) VALUES ({})"


@pytest.fixture(scope="module")
def stores() -> Iterator[Schema]:
    """Social's own schema; the graph is shared, because profiles are fresh in every test."""
    settings = local.load()
    with context("social") as made, running(Neo4j(settings)), pytest.MonkeyPatch.context() as patch:
        password = credentials.load(settings)["neo4j_admin"]
        boto3.client("secretsmanager").create_secret(Name="test/neo4j", SecretString=password)
        patch.setenv("CDLC_NEO4J_URL", f"bolt://neo4j@{settings.address('neo4j')}")
        patch.setenv("CDLC_NEO4J_SECRET", "test/neo4j")
        patch.setenv("CDLC_RPC_URL", "grpc://not-asked:1")
        patch.setenv("CDLC_RPC_CLIENT_SECRET", "test/not-asked")
        neo4j_graphs.migrate(settings.host, settings.ports["neo4j"], password, ROOT / "migrations" / "neo4j")
        thaw("social")
        yield made
    thaw("social")


@pytest.fixture(scope="module")
def titles(stores: Schema) -> Iterator[Schema]:  # noqa: ARG001 - AWS is there with it
    """The catalogue's schema, asked over gRPC with a token that the server verifies."""
    made = schema("catalogue", uuid.uuid4().hex[:8])
    key = in_process.publish_key()
    with in_process.serving(made) as port, pytest.MonkeyPatch.context() as patch:
        rpc = Rpc(f"grpc://127.0.0.1:{port}", "social", "test/not-asked")
        rpc._token, rpc._renew_at = in_process.token(key), math.inf  # the token endpoint is the journey's
        patch.setattr(_wiring, "catalogue", lambda: CatalogueTitles(rpc))
        yield made
        rpc.channel.close()


@pytest.fixture
def add_title(titles: Schema) -> Callable[..., str]:
    """Put a title into the catalogue; its id."""

    def run(name: str = "A film", released: str | None = None) -> str:
        title_id = str(uuid.uuid4())
        titles.rows(
            "INSERT INTO titles (id, kind, name, original_name, overview, tagline, status, release_date, popularity,"
            " vote_count, version, created_at, updated_at)"
            " VALUES (%s, 'film', %s, %s, '', '', 'released', %s, 0, 0, 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
            (uuid.UUID(title_id).bytes, name, name, released),
        )
        return title_id

    return run


class Person:
    """Somebody with a profile, calling social."""

    def __init__(self) -> None:
        self.id = str(uuid.uuid4())

    def call(self, operation: str, **parts: Any) -> lambda_calls.Answer:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lambda_calls, "sample", self._sample)
            return lambda_calls.request("social", operation, **parts)

    def _sample(self, context: str, operation: str) -> dict[str, Any]:
        event = _SAMPLE(context, operation)
        event["requestContext"]["authorizer"] |= {"sub": self.id, "principalId": self.id}
        return event

    def follow(self, other: Person) -> lambda_calls.Answer:
        return self.call("follow_profile", path={"profile_id": other.id})

    def unfollow(self, other: Person) -> lambda_calls.Answer:
        return self.call("unfollow_profile", path={"profile_id": other.id})

    def rate(self, title_id: str, value: int, **headers: str) -> lambda_calls.Answer:
        return self.call("rate_title", path={"title_id": title_id}, body={"value": value}, headers=headers)

    def ask(self, query: str, **variables: Any) -> Any:
        answer = self.call("query_graphql", body={"query": query, "variables": variables})
        assert answer.status == 200, answer.json
        return answer.json


_SAMPLE = lambda_calls.sample


@pytest.fixture
def person(stores: Schema) -> Callable[[], Person]:  # noqa: ARG001 - the stores that the handlers use
    return Person


@pytest.fixture
def deliver(stores: Schema) -> Callable[[], None]:
    """Hand every event that social has published and that was not handed over yet to the graph's subscriber."""
    handed: set[str] = set()

    def run() -> None:
        events = [event for event in stores.published() if event.id not in handed]
        report = lambda_calls.deliver("social", "on_profile_followed", *events)
        assert report == {"batchItemFailures": []}
        handed.update(event.id for event in events)

    return run
