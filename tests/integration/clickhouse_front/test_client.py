"""The official client, with its defaults, against a real process."""

# ruff: noqa: S608  # table names are made here
from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, StreamFailureError

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

    from integration.clickhouse_front.front_process import FrontProcess


@pytest.fixture(scope="module")
def client(front: FrontProcess) -> Client:
    return front.client(database="shop")


@pytest.fixture
def table(client: Client) -> str:
    name = f"t_{uuid.uuid4().hex}"
    client.command(
        f"CREATE TABLE {name} (id UInt64, name String, at Nullable(DateTime64(6, 'UTC'))) ENGINE MergeTree ORDER BY id"
    )
    return name


def code(client: Client, statement: str, **more: Any) -> int | None:
    with pytest.raises(DatabaseError) as caught:
        client.command(statement, **more)
    return caught.value.code


def test_what_is_inserted_is_read_back(client: Client, table: str) -> None:
    rows = [[number, f"naïve '{number}'\n", None] for number in range(10_000)]
    assert client.insert(table, rows, column_names=["id", "name", "at"]).written_rows == 10_000
    assert client.query(f"SELECT * FROM {table} ORDER BY id").result_rows == [tuple(row) for row in rows]


@pytest.mark.parametrize("method", [True, False, "gzip", "zstd", "lz4"])
def test_every_compression_of_the_client_is_understood(
    front: FrontProcess,
    table: str,
    method: str | bool,  # noqa: FBT001  # the client's own parameter
) -> None:
    client = front.client(database="shop", compress=method)
    client.insert(table, [[1, "x" * 100_000, None]], column_names=["id", "name", "at"])
    assert client.command(f"SELECT length(name) FROM {table}") == 100_000


def test_parameters_are_bound_by_the_server(client: Client, table: str) -> None:
    names = ["it's", 'a "b"', "tab\tand\nline", "back\\slash", "{x:String}", "; DROP TABLE t --"]
    client.insert(table, [[at, name, None] for at, name in enumerate(names)], column_names=["id", "name", "at"])
    for name in names:
        found = client.query(f"SELECT name FROM {table} WHERE name = {{name:String}}", parameters={"name": name})
        assert found.result_rows == [(name,)]


def test_errors_carry_clickhouse_s_code(client: Client) -> None:
    assert code(client, "SELEC 1") == 62
    assert code(client, "SELECT * FROM nowhere") == 60
    assert code(client, "SELECT throwIf(1)") == 395
    assert code(client, "SELECT 1", settings={"max_threads": "many"}) in (27, 72, 467)
    assert (
        code(client, "SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_execution_time = 1, max_block_size = 1")
        == 159
    )


def test_settings_of_one_query_do_not_reach_the_next(client: Client) -> None:
    asked = "SELECT getSetting('max_block_size')"
    usual = client.command(asked)
    assert client.command(asked, settings={"max_block_size": 7}) == 7
    assert client.command(asked) == usual


def test_a_session_keeps_what_was_set(front: FrontProcess) -> None:
    one, other = front.client(), front.client()
    one.command("SET max_block_size = 11")
    assert one.command("SELECT getSetting('max_block_size')") == 11
    assert other.command("SELECT getSetting('max_block_size')") != 11


def test_a_large_result_streams_in_little_memory(client: Client) -> None:
    rows = 0
    with client.query_row_block_stream("SELECT number, toString(number) FROM numbers(3000000)") as stream:
        for block in stream:
            rows += len(block)
    assert rows == 3_000_000


def test_an_error_in_the_midst_of_a_stream_is_an_error(client: Client) -> None:
    statement = "SELECT throwIf(number = 1500000) FROM numbers(2000000)"
    with pytest.raises(StreamFailureError, match="throwIf"), client.query_row_block_stream(statement) as stream:
        list(stream)


def test_a_stream_given_up_frees_its_place(front: FrontProcess) -> None:
    endless = "SELECT number FROM system.numbers FORMAT Native"
    for _ in range(20):  # more than may run at once
        with httpx.stream("POST", front.url, content=endless, auth=("default", "admin")) as reply:
            next(reply.iter_bytes())
    assert front.ask("SELECT 1").text == "1\n"


@pytest.mark.parametrize("form", ["JSON", "CSVWithNames", "TSVWithNames", "XML", "Parquet", "JSONEachRow", "CSV"])
def test_every_format_is_one_whole_document(front: FrontProcess, form: str) -> None:
    statement = f"SELECT number, toString(number) AS text FROM numbers(200000) FORMAT {form}"
    reply = front.ask(statement)
    assert reply.headers["x-clickhouse-format"] == form
    if form == "JSON":
        assert reply.json()["rows"] == len(reply.json()["data"]) == 200_000
    elif form == "Parquet":
        assert (reply.content.count(b"PAR1"), reply.content[:4], reply.content[-4:]) == (2, b"PAR1", b"PAR1")
    else:
        assert reply.content.count(b"199999") == 2
        assert reply.content.count(b"text") in (0, 1, 200_000, 400_001)


def test_a_wrong_password_and_a_wrong_name_are_told_alike(front: FrontProcess) -> None:
    texts = []
    for name, password in (("default", "wrong"), ("nobody", "admin"), ("default", "")):
        with pytest.raises(DatabaseError) as caught:
            front.client(name, password)
        assert caught.value.code == 516
        texts.append(str(caught.value).replace(name, "…"))
    assert len(set(texts)) == 1
