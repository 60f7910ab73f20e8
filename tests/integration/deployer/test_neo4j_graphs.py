"""Migrations and users on a real Neo4j."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, ConstraintError, CypherSyntaxError

from deployer import neo4j_graphs
from engines import neo4j_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from integration.deployer.conftest import Administrator

LIKE = "neo4j/social"


def ask(server: Administrator, query: str, database: str = "neo4j", **parameters: Any) -> list[Any]:
    with neo4j_server.connection(*server) as driver:
        return [record.data() for record in driver.execute_query(query, parameters, database_=database).records]


@pytest.fixture
def migrated(neo4j: Administrator, context: str, migrations: Path) -> Iterator[list[str]]:
    """What a first migration as `context` applied; its records and user are removed at the end."""
    yield neo4j_graphs.migrate(*neo4j, migrations)
    ask(neo4j, "MATCH (m:SchemaMigration {context: $context}) DELETE m", context=context)
    ask(neo4j, f"DROP USER {context} IF EXISTS", "system")


def test_each_migration_is_applied_once(
    neo4j: Administrator, context: str, migrations: Path, migrated: list[str]
) -> None:
    assert migrated == [f"{context}/0001_profiles"]
    assert neo4j_graphs.migrate(*neo4j, migrations) == []
    (migrations / context / "0002_more.cypher").write_text("MATCH (p:Nothing) DELETE p;\n")
    assert neo4j_graphs.migrate(*neo4j, migrations) == [f"{context}/0002_more"]


@pytest.mark.usefixtures("migrated")
def test_a_migration_that_fails_is_not_recorded(neo4j: Administrator, context: str, migrations: Path) -> None:
    file = migrations / context / "0002_broken.cypher"
    file.write_text("MERGE NOTHING;\n")
    with pytest.raises(CypherSyntaxError):
        neo4j_graphs.migrate(*neo4j, migrations)
    file.write_text("MATCH (p:Nothing) DELETE p;\n")
    assert neo4j_graphs.migrate(*neo4j, migrations) == [f"{context}/0002_broken"]


@pytest.mark.usefixtures("migrated")
def test_a_profile_is_one_node(neo4j: Administrator, context: str) -> None:
    create, forget = "CREATE (:Profile {id: $id})", "MATCH (p:Profile {id: $id}) DELETE p"
    ask(neo4j, create, id=context)
    with pytest.raises(ConstraintError):
        ask(neo4j, create, id=context)
    ask(neo4j, forget, id=context)


@pytest.mark.usefixtures("migrated")
def test_a_user_gets_the_password_of_its_secret_at_each_deploy(neo4j: Administrator, context: str) -> None:
    for password in ("first-password", "first-password", "second-password"):
        neo4j_graphs.create_users(*neo4j, {context: password})
    address = f"bolt://{neo4j[0]}:{neo4j[1]}"
    with GraphDatabase.driver(address, auth=(context, "second-password")) as driver:
        assert driver.execute_query("RETURN 1 AS one", database_="neo4j").records[0]["one"] == 1
    with GraphDatabase.driver(address, auth=(context, "first-password")) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()
