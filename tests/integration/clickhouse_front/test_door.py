"""What reaches files, processes or the network is refused, however it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from integration.clickhouse_front.front_process import FrontProcess

REACHING = [
    "CREATE TABLE shop.k (a Int8) ENGINE = Kafka('127.0.0.1:1', 't', 'g', 'JSONEachRow')",
    "CREATE TABLE shop.k (a Int8) ENGINE /* = MergeTree */ = `Kafka`('127.0.0.1:1', 't', 'g', 'JSONEachRow')",
    "CREATE TABLE shop.k (a Int8) ENGINE URL('http://127.0.0.1:1/', CSV)",
    "CREATE TABLE shop.k (a Int8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'local', path = '/tmp/x/')",
    "CREATE DATABASE k ENGINE = MySQL('127.0.0.1:1', 'a', 'b', 'c')",
    "CREATE DATABASE k ENGINE = Filesystem('/etc')",
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT * FROM/**/FILE ('/etc/passwd', LineAsString)",
    "SELECT * FROM `file`('/etc/passwd', LineAsString)",
    "SELECT * FROM \"fi\\x6ce\"('/etc/passwd', LineAsString)",
    "SELECT file('/etc/passwd')",
    "SELECT * FROM url('http://127.0.0.1:1', CSV)",
    "SELECT * FROM s3('http://127.0.0.1:1/x', CSV)",
    "SELECT * FROM remote('127.0.0.1:1', system.one)",
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM executable('id', TSV, 'a String')",
    "SELECT * FROM python(os)",
    "SELECT * FROM icebergLocal('/etc')",
    "SELECT aiGenerate('x')",
    "INSERT INTO FUNCTION file('out.csv', CSV) SELECT 1",
    "SELECT 1 INTO OUTFILE '{out}'",
    "SELECT 1 INTO/* '*/OUTFILE '{out}'",
    "SELECT /* /* */ ' */ 1 INTO OUTFILE '{out}' -- '",
    "SELECT $a$ ' $a$ INTO OUTFILE '{out}'",
    "SELECT 1 // '\nINTO OUTFILE '{out}' -- '",
    "SELECT 1 # '\nINTO OUTFILE '{out}' -- '",
    "SELECT 1 AS 1$$ ' $$ INTO OUTFILE '{out}' -- '",
    "SELECT \u2018 ' \u2019 INTO OUTFILE '{out}' -- '",
    "INSERT INTO shop.u FROM INFILE '/etc/passwd' FORMAT LineAsString",
    "INSERT INTO shop.u VALUES (file('/etc/passwd'))",
    "SELECT 1; SELECT 1 INTO OUTFILE '{out}'",
    "CREATE DICTIONARY shop.d (a UInt64) PRIMARY KEY a SOURCE(EXECUTABLE(COMMAND 'id' FORMAT TSV))",
    "CREATE OR REPLACE DICTIONARY shop.d (a UInt64) PRIMARY KEY a SOURCE(FILE(PATH '/etc/passwd' FORMAT CSV))",
    "CREATE FUNCTION f AS x -> x",
    "CREATE NAMED COLLECTION c AS a = 1",
    "SYSTEM SHUTDOWN",
    "SYSTEM KILL",
    "BACKUP DATABASE shop TO File('{out}')",
    "RESTORE DATABASE shop FROM File('{out}')",
    "ATTACH TABLE shop.k FROM '/etc' (a Int8) ENGINE = MergeTree ORDER BY a",
    "SELECT * FROM default.`/etc/passwd`",
    "SET format_schema = '/etc/passwd:X'",
    "GRANT ALL ON *.* TO default",
]


@pytest.mark.parametrize("statement", REACHING)
def test_it_is_refused_with_a_reason(front: FrontProcess, tmp_path: Path, statement: str) -> None:
    out = tmp_path / "out"
    reply = front.ask(statement.replace("{out}", str(out)))
    assert reply.status_code in (400, 403, 404, 500)
    assert reply.headers["x-clickhouse-exception-code"] in ("62", "497", "452", "60")
    assert "root:" not in reply.text
    assert not out.exists()
    assert front.ask("SELECT 1").text == "1\n"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 'into outfile', \"file\" FROM (SELECT 1 AS file) /* system shutdown */ -- ; select 2",
        "SELECT url, remote FROM (SELECT 'a' AS url, 2 AS remote)",
        "SELECT count() FROM numbers(3) WHERE number IN (SELECT number FROM numbers(2));",
        "SELECT format, 1 AS engine FROM (SELECT 'x' AS format)",
        "WITH 1 AS system SELECT system FORMAT JSON",
        "SELECT $tag$ it's -- not a comment $tag$",
    ],
)
def test_harmless_words_pass(front: FrontProcess, statement: str) -> None:
    reply = front.ask(statement)
    assert reply.status_code == 200, reply.text


def test_a_refused_engine_leaves_a_folder_that_opens_again(own_front: FrontProcess) -> None:
    own_front.ask("CREATE DATABASE shop")
    own_front.ask("CREATE TABLE shop.k (a Int8) ENGINE = Kafka('127.0.0.1:1', 't', 'g', 'CSV')")
    assert own_front.stop() == 0
    own_front.start()
    assert own_front.ask("EXISTS TABLE shop.k").text == "0\n"
