"""What can go wrong around a start: taken ports, engines that die, killed supervisors, two commands at once."""

from __future__ import annotations

import os
import re
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
import redis
from cassandra import AuthenticationFailed
from cassandra.cluster import NoHostAvailable
from neo4j.exceptions import AuthError

from engines import cassandra_server, control, neo4j_server, processes
from local_cloud import eventually

if TYPE_CHECKING:
    from conftest import OwnEngines


def test_a_taken_port_is_one_line_with_its_owner_and_starts_nothing(stopped: OwnEngines) -> None:
    port = stopped.settings.ports["redis"]
    with socket.create_server(("127.0.0.1", port)):
        done = stopped.cdlc("up", "--engines-only")
    assert done.returncode == 1
    assert f"port {port} (redis) is taken by " in done.stderr
    assert f"pid {os.getpid()}" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    stopped.nothing_is_left()


def test_an_engine_that_dies_at_start_is_named_with_its_last_words_and_stops_the_rest(stopped: OwnEngines) -> None:
    data = stopped.settings.state / "mysql" / "data"
    data.mkdir(parents=True)
    (data / "ibdata1").write_text("no tablespace at all")
    done = stopped.cdlc("up", "--engines-only")
    assert done.returncode == 1
    assert re.search(r"^mysql: exited with \d+ while starting$", done.stderr, re.MULTILINE)
    assert "mysql |" in done.stderr
    assert "[ERROR]" in done.stderr
    stopped.nothing_is_left()
    assert "the last start failed: mysql" in stopped.cdlc("doctor").stdout


def test_real_credentials_stop_a_start_before_anything_runs(stopped: OwnEngines) -> None:
    done = stopped.cdlc("up", "--engines-only", AWS_PROFILE="work", AWS_CA_BUNDLE="/etc/ssl/certs/ca-certificates.crt")
    assert done.returncode == 1
    assert done.stderr.startswith("AWS_PROFILE set: ")
    assert "AWS_CA_BUNDLE" not in done.stderr
    stopped.nothing_is_left()


def test_two_ups_at_once_start_one_cloud_and_down_leaves_nothing(stopped: OwnEngines) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: stopped.cdlc("up", "--engines-only"), range(2)))
    assert [done.returncode for done in both] == [0, 0], both
    snapshot = control.status(stopped.settings.state)
    assert snapshot is not None
    supervisors = [process for process in psutil.process_iter() if _supervises(process, stopped)]
    assert [process.pid for process in supervisors] == [snapshot["pid"]]
    assert [part["restarts"] for part in snapshot["parts"]] == [0] * len(snapshot["parts"])
    assert stopped.cdlc("down").returncode == 0
    stopped.nothing_is_left()


def _supervises(process: psutil.Process, engines: OwnEngines) -> bool:
    try:
        return "engines.supervisor" in process.cmdline() and process.cwd() == str(engines.settings.state)
    except psutil.Error:
        return False


def test_a_killed_supervisor_takes_its_engines_along_and_the_next_up_has_the_data(stopped: OwnEngines) -> None:
    stopped.up()
    with closing(redis.Redis(port=stopped.settings.ports["redis"])) as client:
        client.set("kept", "Cléo")
    snapshot = control.status(stopped.settings.state)
    assert snapshot is not None
    os.kill(snapshot["pid"], signal.SIGKILL)
    eventually(lambda: not processes.leftovers(stopped.settings.state), 15, "the engines die with their supervisor")
    stopped.nothing_is_left()
    assert "was killed while it was up" in stopped.cdlc("doctor").stdout

    stopped.up()
    with closing(redis.Redis(port=stopped.settings.ports["redis"])) as client:
        assert client.get("kept") == "Cléo".encode()
    assert stopped.cdlc("reset", "--yes").returncode == 0
    assert [path.name for path in stopped.settings.state.iterdir()] == ["lock"]
    stopped.nothing_is_left()


def test_every_port_is_on_loopback_and_doctor_finds_nothing(running: OwnEngines) -> None:
    done = running.cdlc("doctor", HOME=str(running.settings.state))
    assert done.returncode == 0, done.stdout
    assert "ok loopback only" in done.stdout
    snapshot = control.status(running.settings.state)
    assert snapshot is not None
    listening = {
        connection.laddr.port
        for part in snapshot["parts"]
        for process in [psutil.Process(part["pid"]), *psutil.Process(part["pid"]).children(recursive=True)]
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert {part["address"] for part in snapshot["parts"]} <= {f"127.0.0.1:{port}" for port in listening}


def test_nobody_gets_in_with_the_passwords_that_engines_come_with(running: OwnEngines) -> None:
    ports = running.settings.ports
    cluster = cassandra_server.connection("127.0.0.1", ports["cassandra"], "cassandra")
    with pytest.raises(NoHostAvailable) as refused:
        cluster.connect()
    cluster.shutdown()
    assert [type(error) for error in refused.value.errors.values()] == [AuthenticationFailed]
    with neo4j_server.connection("127.0.0.1", ports["neo4j"], "neo4j") as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_root_does_not_let_cassandra_pin_its_memory(running: OwnEngines) -> None:
    status = Path(f"/proc/{running.part('cassandra')['pid']}/status").read_text()
    assert re.search(r"^VmLck:\s+0 kB$", status, re.MULTILINE)
