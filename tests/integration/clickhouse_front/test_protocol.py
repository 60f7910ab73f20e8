"""ClickHouse's HTTP protocol by hand: where the query may stand, headers, credentials, limits, users."""

# ruff: noqa: S608  # table names are made here
from __future__ import annotations

import gzip
import json
import stat
import uuid

import httpx
import pytest

from integration.clickhouse_front.front_process import FrontProcess


@pytest.fixture
def table(front: FrontProcess) -> str:
    name = f"shop.t_{uuid.uuid4().hex}"
    assert front.ask(f"CREATE TABLE {name} (a Int64, b String) ENGINE = MergeTree ORDER BY a").status_code == 200
    return name


def rows(front: FrontProcess, table: str) -> str:
    return front.ask(f"SELECT a, b FROM {table} ORDER BY a").text


def test_ping_and_the_bare_address_need_no_password(front: FrontProcess) -> None:
    for path in ("/ping", "/replicas_status", "/"):
        assert httpx.get(front.url + path).text == "Ok.\n"


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("", "INSERT INTO {t} VALUES (1, 'x'), (2, 'y;z')"),
        ("", 'INSERT INTO {t} (a, b) FORMAT JSONEachRow\n{{"a": 1, "b": "x"}}\n{{"a": 2, "b": "y;z"}}'),
        ("", "INSERT INTO {t} FORMAT TSV\r\n1\tx\n2\ty;z\n"),
        ("INSERT INTO {t} FORMAT TSV", "1\tx\n2\ty;z\n"),
        ("INSERT INTO {t} VALUES", "(1, 'x'), (2, 'y;z')"),
        ("INSERT INTO {t}", "1\tx\n2\ty;z\n"),
        ("INSERT INTO {t} SELECT number + 1, ['x', 'y;z'][number + 1]", "FROM numbers(2)"),
        ("INSERT INTO {t} SELECT 1, 'x' UNION ALL SELECT 2, 'y;z';", ""),
    ],
)
def test_the_query_may_stand_in_parameter_and_body(front: FrontProcess, table: str, query: str, body: str) -> None:
    parameters = {"query": query.format(t=table)} if query else {}
    reply = front.ask(body.format(t=table), **parameters)
    assert (reply.status_code, reply.text) == (200, "")
    assert rows(front, table) == "1\tx\n2\ty;z\n"


def test_native_blocks_that_begin_like_blanks_are_kept(front: FrontProcess) -> None:
    columns = ", ".join(f"c{number} UInt8" for number in range(10))
    front.ask(f"CREATE TABLE shop.ten ({columns}) ENGINE = MergeTree ORDER BY c0")
    block = front.ask("SELECT " + ", ".join(f"toUInt8({n}) AS c{n}" for n in range(10)) + " FORMAT Native").content
    assert block[:1] == b"\n"  # ten columns
    assert front.ask(b"INSERT INTO shop.ten FORMAT Native\n" + block).text == ""
    assert front.ask("SELECT * FROM shop.ten").text == "0\t1\t2\t3\t4\t5\t6\t7\t8\t9\n"


def test_headers_name_query_database_format_and_counts(front: FrontProcess, table: str) -> None:
    auth = {"X-ClickHouse-User": "default", "X-ClickHouse-Key": "admin", "X-ClickHouse-Database": "shop"}
    reply = httpx.post(
        front.url,
        content="SELECT currentDatabase() AS d",
        params={"query_id": "mine"},
        headers={**auth, "X-ClickHouse-Format": "JSONEachRow"},
    )
    assert reply.json() == {"d": "shop"}
    assert reply.headers["x-clickhouse-query-id"] == "mine"
    assert reply.headers["x-clickhouse-timezone"] == "UTC"
    written = front.ask(f"INSERT INTO {table} VALUES (1, 'x')").headers["x-clickhouse-summary"]
    assert json.loads(written)["written_rows"] == "1"


def test_parameters_reach_queries_and_inserts(front: FrontProcess, table: str) -> None:
    name = table.removeprefix("shop.")
    settings = {"database": "shop", "param_t": name, "param_a": "7"}
    assert front.ask("INSERT INTO {t:Identifier} SELECT {a:Int64}, 'p'", **settings).text == ""
    assert front.ask("INSERT INTO {t:Identifier} FORMAT TSV\n8\tq\n", **settings).text == ""
    assert front.ask("SELECT count() FROM {t:Identifier} WHERE a >= {a:Int64}", **settings).text == "2\n"


def test_get_only_reads(front: FrontProcess, table: str) -> None:
    auth = ("default", "admin")
    assert httpx.get(front.url, params={"query": "SELECT 1"}, auth=auth).text == "1\n"
    for statement in (f"INSERT INTO {table} VALUES (1, 'x')", f"DROP TABLE {table}", f"INSERT INTO {table} FORMAT TSV"):
        reply = httpx.get(front.url, params={"query": statement}, auth=auth)
        assert reply.headers["x-clickhouse-exception-code"] == "164"
    assert rows(front, table) == ""


@pytest.mark.parametrize(
    ("statement", "status", "code"),
    [("SELEC 1", 400, "62"), ("SELECT * FROM nowhere", 404, "60"), ("", 400, "62"),
     ("SELECT 1; SELECT 2", 400, "62"), ("SELECT 'open", 400, "62"), ("SELECT throwIf(1)", 500, "395")],
)  # fmt: skip
def test_errors_have_their_status_and_code(front: FrontProcess, statement: str, status: int, code: str) -> None:
    reply = front.ask(statement, database="shop")
    assert (reply.status_code, reply.headers["x-clickhouse-exception-code"]) == (status, code)
    assert reply.text.startswith(f"Code: {code}. DB::Exception: ")


def test_nobody_is_asked_for_a_name_and_a_wrong_one_is_refused(front: FrontProcess) -> None:
    nobody = httpx.post(front.url, content="SELECT 1")
    assert (nobody.status_code, nobody.headers["www-authenticate"][:5]) == (401, "Basic")
    assert httpx.post(front.url, content="SELECT 1", auth=("default", "no")).status_code == 403
    assert httpx.post(front.url, content="SELECT 1", headers={"Authorization": "Basic ???"}).status_code == 403


def test_a_session_is_one_client_s_at_a_time_and_its_settings_its_own(front: FrontProcess) -> None:
    assert front.ask("SET max_block_size = 5", session_id="s").text == ""
    assert front.ask("SELECT getSetting('max_block_size')", session_id="s").text == "5\n"
    assert (
        front.ask("SELECT 1", session_id="unknown", session_check="1").headers["x-clickhouse-exception-code"] == "372"
    )


def test_a_body_beyond_the_limit_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    small = FrontProcess(tmp_path_factory.mktemp("small"), CLICKHOUSE_FRONT_MAX_BODY_MB="1")
    small.start()
    try:
        reply = small.ask(b"INSERT INTO t FORMAT TSV\n" + b"x" * 1_100_000)
        assert (reply.status_code, reply.headers["x-clickhouse-exception-code"]) == (413, "307")
        bomb = httpx.post(
            small.url,
            params={"query": "INSERT INTO t FORMAT TSV"},
            content=gzip.compress(b"x" * 2_000_000),
            headers={"Content-Encoding": "gzip"},
            auth=("default", "admin"),
        )
        assert bomb.status_code == 413
    finally:
        small.kill()


def test_an_administrator_makes_users_that_the_file_keeps_hashed(front: FrontProcess) -> None:
    assert front.ask(r"CREATE USER IF NOT EXISTS bob IDENTIFIED BY 'o\'hara''s'").status_code == 200
    assert front.ask("CREATE USER bob IDENTIFIED BY 'x'").headers["x-clickhouse-exception-code"] == "493"
    assert front.ask("CREATE USER IF NOT EXISTS bob IDENTIFIED BY 'x'").status_code == 200

    def as_bob(password: str, statement: str = "SELECT 1") -> int:
        return httpx.post(front.url, content=statement, auth=("bob", password)).status_code

    assert as_bob("o'hara's") == 200
    assert as_bob("o'hara's", "CREATE USER eve IDENTIFIED BY 'x'") == 403
    assert front.ask("ALTER USER bob IDENTIFIED WITH sha256_password BY 'new' DEFAULT DATABASE shop").status_code == 200
    assert (as_bob("o'hara's"), as_bob("new")) == (403, 200)
    assert httpx.post(front.url, content="SELECT currentDatabase()", auth=("bob", "new")).text == "shop\n"
    text = front.users.read_text()
    assert "hara" not in text
    assert "new" not in text
    assert stat.S_IMODE(front.users.stat().st_mode) == 0o600
    assert front.ask("DROP USER bob").status_code == 200
    assert as_bob("new") == 403
