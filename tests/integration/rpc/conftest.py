"""The gRPC server in this process: the catalogue's servicer on a real MariaDB, tokens signed by the tests' own key."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import grpc
import pytest

from catalogue._adapters.mysql_cards import TitleCards
from catalogue._rpc import CatalogueService
from chassis import clock
from chassis.mysql import Database
from contracts.rpc.catalogue.v1 import catalogue_pb2_grpc
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub
from identity._adapters import rsa
from identity._domain.access_tokens import Expected, audience, claims
from identity._domain.keys import SigningKey, jwks
from integration.catalogue import lambda_calls
from integration.catalogue.context_stores import context
from rpc.server import start
from rpc.services import Service, thread_local
from rpc.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.context_stores import Schema

ISSUER = "https://films.example"
NAME = "cdlc.catalogue.v1.CatalogueService"


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    """The catalogue's schema of this file's own."""
    with context("catalogue") as made:
        yield made


@pytest.fixture(scope="module")
def key(schema: Schema) -> SigningKey:  # noqa: ARG001 - AWS is there with it
    """The published signing key."""
    made = rsa.generate(clock.now())
    boto3.client("ssm").put_parameter(Name="/test/jwks", Value=json.dumps(jwks([made])), Type="String")
    return made


@pytest.fixture(scope="module")
def channel(schema: Schema, key: SigningKey) -> Iterator[grpc.Channel]:  # noqa: ARG001 - published first
    """A channel that repeats nothing, to a server at a free port."""
    with serving(schema) as port, grpc.insecure_channel(f"127.0.0.1:{port}") as opened:
        yield opened


@contextmanager
def serving(schema: Schema) -> Iterator[int]:
    """The server, as `services/rpc` builds it, on this schema; its port."""
    settings = Settings(
        rpc_listen="127.0.0.1:0", stage="test", public_url=ISSUER, mysql_address="-", jwks_parameter="/test/jwks"
    )
    database = thread_local(lambda: Database(schema.url, schema.secret, timeout_seconds=2))
    servicer = CatalogueService(lambda: TitleCards(database()))
    add = catalogue_pb2_grpc.add_CatalogueServiceServicer_to_server
    running = start(settings, (Service(NAME, "catalogue:read", lambda server: add(servicer, server)),))
    try:
        yield running.port
    finally:
        running.stop(1)


@pytest.fixture
def bearer(key: SigningKey) -> Callable[..., tuple[tuple[str, str], ...]]:
    """Metadata with an access token; of another key if given, without the scope if said."""

    def make(signer: SigningKey = key, scope: str = "catalogue:read") -> tuple[tuple[str, str], ...]:
        told = claims(Expected(ISSUER, audience(ISSUER), clock.now()), "social", scope, str(uuid.uuid4()))
        return (("authorization", f"Bearer {rsa.sign(told, signer)}"),)

    return make


@pytest.fixture(scope="module")
def stub(channel: grpc.Channel) -> Any:
    return CatalogueServiceStub(channel)


@pytest.fixture
def add(schema: Schema) -> Callable[..., dict[str, Any]]:  # noqa: ARG001 - the stores that the handlers use
    """Add a title through the catalogue's own operation."""

    def run(**fields: Any) -> dict[str, Any]:
        body, headers = {"name": f"Title {uuid.uuid4()}", **fields}, {"Idempotency-Key": str(uuid.uuid4())}
        made = lambda_calls.request("catalogue", "add_title", body=body, headers=headers)
        assert made.status == 201, made.json
        return {**made.json, "etag": made.headers["etag"]}

    return run
