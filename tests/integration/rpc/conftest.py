"""The catalogue's servicer on a real MariaDB, behind the real guard: see in_process.py."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub
from integration.catalogue import lambda_calls
from integration.catalogue.context_stores import context
from integration.rpc import in_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from identity._domain.keys import SigningKey
    from integration.catalogue.context_stores import Schema


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    """The catalogue's schema of this file's own."""
    with context("catalogue") as made:
        yield made


@pytest.fixture(scope="module")
def key(schema: Schema) -> SigningKey:  # noqa: ARG001 - AWS is there with it
    """The published signing key."""
    return in_process.publish_key()


@pytest.fixture(scope="module")
def channel(schema: Schema, key: SigningKey) -> Iterator[grpc.Channel]:  # noqa: ARG001 - published first
    """A channel that repeats nothing, to a server at a free port."""
    with in_process.serving(schema) as port, grpc.insecure_channel(f"127.0.0.1:{port}") as opened:
        yield opened


@pytest.fixture
def bearer(key: SigningKey) -> Callable[..., tuple[tuple[str, str], ...]]:
    """Metadata with an access token; of another key if given, without the scope if said."""

    def make(signer: SigningKey = key, scope: str = "catalogue:read") -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {in_process.token(signer, scope)}"),)

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
