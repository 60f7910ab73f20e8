"""Neo4j Community, for Neo4j Enterprise or Aura: one user database, `neo4j`, over Bolt alone."""

from __future__ import annotations

from typing import Any

from engines import credentials
from engines.engine import Unhealthy
from engines.jvm import JvmEngine
from engines.rendering import render

ADMINISTRATOR = "neo4j"
"""The administrator's name and, until the first check, its password (with which it may only change that)."""


class Neo4j(JvmEngine):
    """The administrator only with the password of secrets.json: the engine is healthy no sooner than that is so."""

    name = "neo4j"
    module = "neo4j"
    main_class = "org.neo4j.server.CommunityEntryPoint"
    metaspace_mb = 192
    code_cache_mb = 96

    @property
    def arguments(self) -> tuple[str, ...]:
        # Without the console mode it says nothing on standard output.
        return (f"--home-dir={self.folder}", f"--config-dir={self.folder / 'conf'}", "--console-mode")

    @property
    def flags(self) -> tuple[str, ...]:
        config = self.settings.root / "localstack" / "engines" / "config"
        return (
            f"@{config / 'neo4j-java17.args'}",
            "-XX:MaxDirectMemorySize=128m",
            f"-Djna.tmpdir={self.folder / 'tmp'}",
        )

    def prepare(self) -> None:
        super().prepare()
        for name in ("data", "logs", "plugins", "import", "run"):
            (self.folder / name).mkdir(exist_ok=True)
        render(self.settings, "engines/config/neo4j.conf.j2", self.folder / "conf" / "neo4j.conf")

    def check(self) -> None:
        """Ask as the administrator; on first data, give it the password of secrets.json first."""
        from neo4j.exceptions import AuthError  # noqa: PLC0415  # the command knows the engines too

        password = credentials.load(self.settings)["neo4j_admin"]
        try:
            with connection(self.settings.host, self.ports[0], password) as driver:
                driver.execute_query("RETURN 1", database_="neo4j")
        except AuthError as error:
            with connection(self.settings.host, self.ports[0], ADMINISTRATOR) as driver:
                change = "ALTER CURRENT USER SET PASSWORD FROM $old TO $new"
                driver.execute_query(change, old=ADMINISTRATOR, new=password, database_="system")
            raise Unhealthy("its administrator just got a password") from error


def connection(host: str, port: int, password: str) -> Any:
    """The driver for the administrator; nothing is sent before its first query."""
    from neo4j import GraphDatabase  # noqa: PLC0415  # the command knows the engines too

    return GraphDatabase.driver(
        f"bolt://{host}:{port}", auth=(ADMINISTRATOR, password),
        connection_timeout=5, connection_acquisition_timeout=5, max_transaction_retry_time=0, telemetry_disabled=True,
        notifications_min_severity="OFF",
    )  # fmt: skip
