"""The gRPC server in this process, as `services/rpc` builds it: the catalogue's servicer on a schema of the tests."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3

from catalogue._adapters.mysql_availability import Availabilities
from catalogue._adapters.mysql_cards import Cards
from catalogue._rpc import CatalogueService
from chassis import clock
from chassis.mysql import Database
from contracts.rpc.catalogue.v1 import catalogue_pb2_grpc
from identity._adapters import rsa
from identity._domain.access_tokens import Expected, audience, claims
from identity._domain.keys import SigningKey, jwks
from rpc.server import Running, start
from rpc.services import Service, thread_local
from rpc.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from integration.catalogue.context_stores import Schema

ISSUER = "https://films.example"
SERVICE = "cdlc.catalogue.v1.CatalogueService"


def publish_key() -> SigningKey:
    """A signing key whose public part the server finds."""
    made = rsa.generate(clock.now())
    value = json.dumps(jwks([made]))
    boto3.client("ssm").put_parameter(Name="/test/jwks", Value=value, Type="String", Overwrite=True)
    return made


def token(signer: SigningKey, scope: str = "catalogue:read") -> str:
    """An access token of the client `social`."""
    told = claims(Expected(ISSUER, audience(ISSUER), clock.now()), "social", scope, str(uuid.uuid4()))
    return rsa.sign(told, signer)


def started(schema: Schema) -> Running:
    """The server on this schema of the catalogue."""
    settings = Settings(
        rpc_listen="127.0.0.1:0", stage="test", public_url=ISSUER, mysql_address="-", jwks_parameter="/test/jwks"
    )
    database = thread_local(lambda: Database(schema.url, schema.secret, timeout_seconds=2))
    servicer = CatalogueService(lambda: Cards(database()), lambda: Availabilities(database()))
    add = catalogue_pb2_grpc.add_CatalogueServiceServicer_to_server
    return start(settings, (Service(SERVICE, "catalogue:read", lambda server: add(servicer, server)),))


@contextmanager
def serving(schema: Schema) -> Iterator[int]:
    """The server on this schema of the catalogue, stopped afterwards; its port."""
    running = started(schema)
    try:
        yield running.port
    finally:
        running.stop(1)
