"""Cassandra, for ScyllaDB: the same driver and CQL, one node."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from engines import credentials
from engines.engine import Command, Unhealthy
from engines.jvm import JvmEngine
from engines.rendering import render

if TYPE_CHECKING:
    from cassandra.cluster import Cluster

logging.getLogger("cassandra").setLevel(logging.CRITICAL)  # its driver narrates every refused connection

ADMINISTRATOR = "cassandra"
"""The superuser's name and, until the first check, its password."""
_SETPCAP, _IPC_LOCK = 1 << 8, 1 << 14  # bits of linux/capability.h


class Cassandra(JvmEngine):
    """The superuser only with the password of secrets.json: the engine is healthy no sooner than that is so."""

    name = "cassandra"
    more_ports = ("cassandra_storage",)
    module = "cassandra"
    main_class = "org.apache.cassandra.service.CassandraDaemon"
    archived = False  # 8 % less CPU time at start, for 58 MB and ten seconds at the first stop
    metaspace_mb = 128
    code_cache_mb = 64
    arguments = ()

    @property
    def flags(self) -> tuple[str, ...]:
        config = self.settings.root / "localstack" / "engines" / "config"
        return (
            f"@{config / 'cassandra-java17.args'}",
            "-XX:MaxDirectMemorySize=128m",
            f"-Djna.tmpdir={self.folder / 'tmp'}",
            f"-Dlogback.configurationFile=file://{config / 'cassandra-logback.xml'}",
            f"-Dcassandra.config=file://{self.folder / 'cassandra.yaml'}",
            f"-Dcassandra.storagedir={self.folder / 'data'}",
        )

    def prepare(self) -> None:
        super().prepare()
        (self.folder / "data").mkdir(exist_ok=True)
        render(self.settings, "engines/config/cassandra.yaml.j2", self.folder / "cassandra.yaml")

    def command(self) -> Command:
        """Root may lock memory, and Cassandra then pins its whole heap (250 MB more): the right to is dropped."""
        plain = super().command()
        held = _capabilities()
        if not held & _SETPCAP or not held & _IPC_LOCK:
            return plain
        dropped = ("setpriv", "--bounding-set", "-ipc_lock", "--inh-caps", "-ipc_lock", "--")
        return Command((*dropped, *plain.words), plain.environment, plain.folder)

    def check(self) -> None:
        """Ask as the administrator; on first data, give it the password of secrets.json first."""
        from cassandra import AuthenticationFailed  # noqa: PLC0415  # the command knows the engines too
        from cassandra.cluster import NoHostAvailable  # noqa: PLC0415  # and should not pay for their drivers

        password = credentials.load(self.settings)["cassandra_admin"]
        try:
            self._ask(password, "SELECT release_version FROM system.local")
        except NoHostAvailable as error:
            if not any(isinstance(each, AuthenticationFailed) for each in error.errors.values()):
                raise
            self._ask(ADMINISTRATOR, f"ALTER ROLE {ADMINISTRATOR} WITH PASSWORD = '{password}'")
            raise Unhealthy("its administrator just got a password") from error

    def _ask(self, password: str, statement: str) -> None:
        cluster = connection(self.settings.host, self.ports[0], password)
        try:
            cluster.connect().execute(statement, timeout=5)
        finally:
            cluster.shutdown()


def connection(host: str, port: int, password: str) -> Cluster:
    """The driver's cluster for the administrator; nothing is sent before its `connect`."""
    from cassandra.auth import PlainTextAuthProvider  # noqa: PLC0415
    from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile  # noqa: PLC0415
    from cassandra.policies import RoundRobinPolicy  # noqa: PLC0415

    return Cluster(
        [host], port, protocol_version=5, connect_timeout=10, control_connection_timeout=10, compression=False,
        auth_provider=PlainTextAuthProvider(ADMINISTRATOR, password),
        execution_profiles={EXEC_PROFILE_DEFAULT: ExecutionProfile(RoundRobinPolicy(), request_timeout=10)},
        schema_metadata_enabled=False, token_metadata_enabled=False, executor_threads=1,
    )  # fmt: skip


def _capabilities() -> int:
    """Effective capabilities of this process, as bits."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:"))
