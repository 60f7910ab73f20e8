"""Engines of the tests' own, beside any local cloud: MariaDB, Kafka, Connect, LocalStack, each to be killed at will."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import boto3
import pymysql

from cdlc import settings as local
from engines import credentials
from engines.kafka_broker import KafkaBroker
from engines.kafka_connect import KafkaConnect
from engines.localstack_server import LocalStack
from engines.mariadb import MariaDB
from local_cloud import free_ports

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from engines.engine import Command, Engine

PATIENCE = 90.0
AREAS = ("binding", "functions", "streams", "persistence")
_LAUNCH = f"import cdlc_localstack.__main__ as launcher; launcher.AREAS = {AREAS!r}; launcher.start()"


class LocalStackOfStreams(LocalStack):
    """Only the areas that mappings need, so that a fault in another is not seen here."""

    def command(self) -> Command:
        whole = super().command()
        return dataclasses.replace(whole, words=(whole.words[0], "-P", "-c", _LAUNCH))


_KINDS: dict[str, type[Engine]] = {
    "mysql": MariaDB,
    "kafka": KafkaBroker,
    "connect": KafkaConnect,
    "localstack": LocalStackOfStreams,
}


class Engines:
    """Starts an engine when it is first asked for; stops all at the end of the run."""

    def __init__(self, state: Path) -> None:
        shared = local.load()
        ports = dict(zip(shared.ports, free_ports(len(shared.ports)), strict=True))
        self.settings = dataclasses.replace(shared, state=state, ports=ports)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def need(self, *names: str) -> None:
        """Start those that do not run and wait until they are healthy."""
        fresh = [name for name in names if name not in self._running]
        for name in fresh:
            self.start(name)
        for name in fresh:
            self.wait(name)

    def start(self, name: str) -> None:
        engine = _KINDS[name](self.settings)
        engine.prepare()
        command = engine.command()
        engine.log.parent.mkdir(parents=True, exist_ok=True)
        words = ("setpriv", "--pdeathsig", "KILL", "--", *command.words)
        with engine.log.open("ab") as log:
            self._running[name] = subprocess.Popen(
                words, env=command.environment, cwd=command.folder, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self, name: str) -> None:
        """Return when the engine answers a real question; fail with what it answered instead."""
        engine, end = _KINDS[name](self.settings), time.monotonic() + PATIENCE
        while True:
            try:
                engine.check()
            except Exception as error:
                ended = self._running[name].poll()
                if ended is not None or time.monotonic() > end:
                    raise AssertionError(f"{name} (exit {ended}): {error}; see {engine.log}") from error
                time.sleep(0.05)
            else:
                return

    def kill(self, name: str) -> None:
        """Kill -9, its whole session: what a function's process was doing ends in the middle."""
        process = self._running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def revive(self, name: str) -> None:
        """Kill -9 and start again, healthy when it returns."""
        self.kill(name)
        self.need(name)

    def stop(self) -> None:
        for name in ("localstack", "connect", "kafka", "mysql"):
            if name in self._running:
                self.kill(name)

    def aws(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.settings.aws_endpoint,
            region_name=self.settings.region,
            aws_access_key_id=self.settings.account,
            aws_secret_access_key="local",
        )

    def sql(self, **more: Any) -> pymysql.Connection[Any]:
        """A connection as the administrator, each statement committed unless a transaction was begun."""
        return pymysql.connect(
            host=self.settings.host,
            port=self.settings.ports["mysql"],
            user="root",
            password=self.keys["mysql_root"],
            autocommit=True,
            connect_timeout=10,
            **more,
        )

    @property
    def keys(self) -> dict[str, str]:
        return credentials.load(self.settings)

    @property
    def bootstrap(self) -> str:
        return self.settings.address("kafka")


def of(session_config: pytest.Config, factory: pytest.TempPathFactory) -> Engines:
    """The run's one set of engines, shared by every test folder that asks."""
    if not hasattr(session_config, "own_engines"):
        engines = Engines(factory.mktemp("engines"))
        session_config.own_engines = engines  # type: ignore[attr-defined]
        session_config.add_cleanup(engines.stop)
    return session_config.own_engines  # type: ignore[attr-defined,no-any-return]
