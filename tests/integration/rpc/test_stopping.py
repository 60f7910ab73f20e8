"""The server's end: what runs is answered, what comes later is sent away, a taken port is told."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import grpc
import pymysql
import pytest

from contracts.rpc.catalogue.v1.catalogue_pb2 import BatchGetTitlesRequest
from contracts.rpc.catalogue.v1.catalogue_pb2_grpc import CatalogueServiceStub
from integration.rpc import in_process
from local_cloud import eventually
from rpc.server import PortTaken, start
from rpc.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema

WAITING = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = %s AND state LIKE 'Waiting for table%%'"


def test_a_running_call_is_answered_and_a_new_one_is_sent_away(
    schema: Schema, add: Callable[..., dict[str, Any]], bearer: Callable[..., Any]
) -> None:
    title = add()["id"]
    running = in_process.started(schema)
    with (
        grpc.insecure_channel(f"127.0.0.1:{running.port}") as channel,
        closing(pymysql.connect(**schema.root, database=schema.name)) as other,
        other.cursor() as cursor,
    ):
        stub: Any = CatalogueServiceStub(channel)
        request = BatchGetTitlesRequest(ids=[title])
        cursor.execute("LOCK TABLES titles WRITE")
        call = stub.BatchGetTitles.future(request, timeout=20, metadata=bearer())
        eventually(lambda: schema.number(WAITING, (schema.name,)), 10, "the call waits for the table")
        stopping = threading.Thread(target=running.stop, args=(20,))
        stopping.start()
        eventually(lambda: sent_away(stub, bearer()), 10, "a new call is sent away")
        cursor.execute("UNLOCK TABLES")
        assert [each.id for each in call.result().titles] == [title]
        stopping.join(20)
        assert not stopping.is_alive()


def sent_away(stub: Any, metadata: Any) -> bool:
    try:
        stub.BatchGetTitles(BatchGetTitlesRequest(), timeout=5, metadata=metadata)
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.UNAVAILABLE  # noqa: PT017 - what it says, if it says anything
        return True
    return False


def test_a_taken_port_is_told_by_its_address(schema: Schema, key: object) -> None:  # noqa: ARG001 - AWS is there
    with in_process.serving(schema) as port:
        taken = f"127.0.0.1:{port}"
        settings = Settings(rpc_listen=taken, stage="t", public_url="-", mysql_address="-", jwks_parameter="/test/jwks")
        with pytest.raises(PortTaken, match=taken):
            start(settings, ())
