"""kill -9 of each engine: the supervisor brings it back, and what was acknowledged before is still there."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import boto3
import clickhouse_connect
import httpx
import kafka
import neo4j
import pymysql
import pytest
import redis
import stripe

from engines import cassandra_server, credentials, neo4j_server
from local_cloud import eventually

if TYPE_CHECKING:
    from conftest import OwnEngines


def _mysql(engines: OwnEngines, *statements: str) -> tuple[Any, ...] | None:
    password, port = credentials.load(engines.settings)["mysql_root"], engines.settings.ports["mysql"]
    with (
        closing(
            pymysql.connect(host="127.0.0.1", port=port, user="root", password=password, autocommit=True)
        ) as server,
        server.cursor() as cursor,
    ):
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchone()


def test_a_row_survives_a_killed_mariadb(running: OwnEngines) -> None:
    _mysql(
        running, "CREATE DATABASE kept", "CREATE TABLE kept.film (title TEXT)", "INSERT INTO kept.film VALUES ('Cléo')"
    )
    running.kill("mysql")
    assert _mysql(running, "SELECT title FROM kept.film") == ("Cléo",)


def test_a_value_survives_a_killed_redis(running: OwnEngines) -> None:
    with closing(redis.Redis(port=running.settings.ports["redis"])) as client:
        client.set("kept", "Cléo")
    running.kill("redis")
    with closing(redis.Redis(port=running.settings.ports["redis"])) as client:
        assert client.get("kept") == "Cléo".encode()


def test_a_record_survives_a_killed_broker(running: OwnEngines) -> None:
    address = running.settings.address("kafka")
    with closing(kafka.KafkaAdminClient(bootstrap_servers=address)) as admin:
        admin.create_topics([kafka.admin.NewTopic("kept", 1, 1)])
    with closing(kafka.KafkaProducer(bootstrap_servers=address, acks="all")) as producer:
        producer.send("kept", b"Cl\xc3\xa9o").get(10)
    running.kill("kafka")
    consumer = kafka.KafkaConsumer(
        "kept", bootstrap_servers=address, auto_offset_reset="earliest", consumer_timeout_ms=20_000
    )
    with closing(consumer):
        assert next(consumer).value == "Cléo".encode()


def test_a_connector_survives_a_killed_worker(running: OwnEngines) -> None:
    _mysql(running, "CREATE DATABASE IF NOT EXISTS watched")
    with httpx.Client(base_url=f"http://{running.settings.address('connect')}", timeout=30) as connect:

        def runs() -> bool:
            answer = connect.get("/connectors/kept/status")
            return answer.is_success and [task["state"] for task in answer.json()["tasks"]] == ["RUNNING"]

        connect.put("/connectors/kept/config", json=_connector(running)).raise_for_status()
        eventually(runs, 30, "the new connector runs")
        running.kill("connect")
        eventually(runs, 30, "the connector runs in the new worker")


def _connector(engines: OwnEngines) -> dict[str, str]:
    settings = engines.settings
    history = "schema.history.internal"
    return {
        "connector.class": "io.debezium.connector.mariadb.MariaDbConnector",
        "database.hostname": settings.host,
        "database.port": str(settings.ports["mysql"]),
        "database.user": "debezium",
        "database.password": f"${{file:{settings.state}/connect/secrets.properties:debezium}}",
        "database.server.id": "7001",
        "database.ssl.mode": "disable",
        "database.include.list": "watched",
        "topic.prefix": "kept",
        f"{history}.kafka.bootstrap.servers": settings.address("kafka"),
        f"{history}.kafka.topic": "_dbz.history.kept",
        "topic.creation.default.partitions": "1",
        "topic.creation.default.replication.factor": "1",
    }


def test_rows_survive_a_killed_clickhouse(running: OwnEngines) -> None:
    def client() -> Any:
        password = credentials.load(running.settings)["clickhouse_admin"]
        return clickhouse_connect.get_client(
            host="127.0.0.1",
            port=running.settings.ports["clickhouse"],
            username="default",
            password=password,
            compress=False,
        )

    with closing(client()) as first:
        first.command("CREATE DATABASE kept")
        first.command("CREATE TABLE kept.film (title String) ENGINE = MergeTree ORDER BY title")
        first.insert("kept.film", [["Cléo"]], column_names=["title"])
    running.kill("clickhouse")
    with closing(client()) as second:
        assert second.query("SELECT title FROM kept.film").result_rows == [("Cléo",)]


def _cql(engines: OwnEngines, *statements: str) -> Any:
    password = credentials.load(engines.settings)["cassandra_admin"]
    cluster = cassandra_server.connection("127.0.0.1", engines.settings.ports["cassandra"], password)
    try:
        session = cluster.connect()
        return [session.execute(statement) for statement in statements][-1]
    finally:
        cluster.shutdown()


def test_rows_survive_a_killed_cassandra(running: OwnEngines) -> None:
    one_copy = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    insert = "INSERT INTO kept.film (n) VALUES ({})"
    _cql(
        running, f"CREATE KEYSPACE kept WITH replication = {one_copy}", "CREATE TABLE kept.film (n int PRIMARY KEY)",
        *(insert.format(n) for n in range(200)),
    )  # fmt: skip
    running.kill("cassandra")
    assert {row.n for row in _cql(running, "SELECT n FROM kept.film")} == set(range(200))


def _cypher(engines: OwnEngines, query: str) -> list[Any]:
    password = credentials.load(engines.settings)["neo4j_admin"]
    with neo4j_server.connection("127.0.0.1", engines.settings.ports["neo4j"], password) as driver:
        records: list[Any] = driver.execute_query(query, database_="neo4j").records
    return [record.value() for record in records]


def test_nodes_and_a_constraint_survive_a_killed_neo4j(running: OwnEngines) -> None:
    _cypher(running, "CREATE CONSTRAINT kept FOR (f:Film) REQUIRE f.n IS UNIQUE")
    for n in range(20):
        _cypher(running, f"CREATE (:Film {{n: {n}}})")
    running.kill("neo4j")
    assert _cypher(running, "MATCH (f:Film) RETURN f.n ORDER BY f.n") == list(range(20))
    with pytest.raises(neo4j.exceptions.ConstraintError):
        _cypher(running, "CREATE (:Film {n: 7})")


def test_a_payment_survives_a_killed_payment_provider(running: OwnEngines) -> None:
    key, address = credentials.load(running.settings)["payments"], f"http://{running.settings.address('payments')}"

    def api() -> stripe.StripeClient:
        return stripe.StripeClient(key, base_addresses={"api": address}, max_network_retries=0)

    paid = {"amount": 2450, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    intent = api().v1.payment_intents.create(paid)
    running.kill("payments")
    assert api().v1.payment_intents.retrieve(intent.id).status == "succeeded"
    assert api().v1.balance.retrieve().available[0].amount == 2450


def test_an_object_survives_a_killed_localstack(running: OwnEngines) -> None:
    store = boto3.client(
        "s3", endpoint_url=running.settings.aws_endpoint, region_name="eu-central-1",
        aws_access_key_id="000000000000", aws_secret_access_key="local",
    )  # fmt: skip
    store.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    store.put_object(Bucket="kept", Key="title", Body="Cléo".encode())
    running.kill("localstack")
    assert store.get_object(Bucket="kept", Key="title")["Body"].read() == "Cléo".encode()


def test_a_killed_edge_leaves_no_worker_on_its_port_and_serves_again(running: OwnEngines) -> None:
    running.kill("edge")
    answer = httpx.get(f"http://{running.settings.address('edge')}/nothing")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def test_status_counts_the_restarts_and_measures_every_part(running: OwnEngines) -> None:
    running.kill("edge")

    def all_well() -> dict[str, Any] | None:
        done = running.cdlc("status", "--json")
        report: dict[str, Any] = json.loads(done.stdout)
        assert (done.returncode == 0) is report["healthy"]
        return report if report["healthy"] else None

    report = eventually(all_well, 30, "status calls the whole healthy")
    assert report is not None
    assert all(part["pid"] and part["memory_mb"] > 0 for part in report["parts"])
    assert next(part for part in report["parts"] if part["name"] == "edge")["restarts"] >= 1
    print({part["name"]: part["memory_mb"] for part in report["parts"]}, report["memory_mb"], "MB (PSS)")
