"""What the command prints: states, memory, changes, troubles."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import pytest

from cdlc.progress import Progress
from cdlc.settings import load
from cdlc.verbs import doctor
from cdlc.verbs.status import describe
from engines import credentials, registry
from engines.rendering import render


def _part(name: str, state: str, pid: int | None = None) -> dict[str, Any]:
    return {"name": name, "state": state, "detail": "", "address": "127.0.0.1:1", "pid": pid, "restarts": 0,
            "since": 0, "log": "/x"}  # fmt: skip


def test_status_is_healthy_only_when_every_part_is() -> None:
    snapshot = {
        "phase": "up",
        "pid": os.getpid(),
        "parts": [_part("mysql", "healthy", os.getpid()), _part("redis", "healthy")],
    }
    assert describe(snapshot)["healthy"] is True
    snapshot["parts"] = [_part("mysql", "healthy"), _part("redis", "restarting")]
    report = describe(snapshot)
    assert report["healthy"] is False
    assert {part["name"]: part["health"] for part in report["parts"]} == {
        "mysql": "ok",
        "redis": "bad",
        "supervisor": "ok",
    }


def test_status_measures_what_runs() -> None:
    report = describe({"phase": "up", "pid": os.getpid(), "parts": []})
    assert report["memory_mb"] == report["parts"][0]["memory_mb"] > 5


def test_nothing_running_is_not_healthy() -> None:
    assert describe(None) == {"phase": "down", "healthy": False, "memory_mb": 0.0, "parts": []}


def test_progress_is_one_plain_line_per_change_worth_telling(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("healthy") as progress:
        for state in ("preparing", "starting", "healthy", "healthy"):
            progress({"phase": "starting", "parts": [_part("mysql", state)]})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert lines[0].split()[2:] == ["mysql", "healthy"]


def test_profiles_with_keys_are_named_and_others_are_not(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    file.write_text("[work]\naws_access_key_id = AKIA\n[empty]\nregion = x\n")
    assert doctor._profiles(file) == ["work"]
    assert doctor._profiles(tmp_path / "none") == []


@pytest.mark.parametrize(("version", "fits"), [("17.0.15", True), ("17", True), ("21.0.2", False), ("1.8.0_17", False)])
def test_doctor_names_a_java_that_not_every_engine_runs_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    fits: bool,  # noqa: FBT001
) -> None:
    java = tmp_path / "java"
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n")
    java.chmod(0o755)
    monkeypatch.setattr(doctor, "PATH", str(tmp_path))
    found = doctor._java(load(), None)
    assert (found == []) is fits
    assert fits or version in found[0]


def test_doctor_tells_a_start_that_failed_and_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    settings = replace(load(), state=tmp_path)
    assert doctor._last(settings) == []
    file = tmp_path / "supervisor.json"
    file.write_text(json.dumps({"phase": "failed", "pid": 1, "failure": {"part": "kafka", "why": "exited with 1"}}))
    assert "the last start failed: kafka: exited with 1" in doctor._last(settings)[0]
    file.write_text(json.dumps({"phase": "up", "pid": 77, "failure": None}))
    assert "(pid 77) was killed while it was up" in doctor._last(settings)[0]
    file.write_text(json.dumps({"phase": "stopped", "pid": 77, "failure": None}))
    assert doctor._last(settings) == []


def test_passwords_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    settings = replace(load(), state=tmp_path / "state")
    first = credentials.load(settings)
    assert credentials.load(settings) == first
    assert set(first) == set(credentials.NAMES)
    assert len(set(first.values())) == len(credentials.NAMES)
    assert stat.S_IMODE((settings.state / "secrets.json").stat().st_mode) == 0o600


def test_a_template_that_names_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(jinja2.UndefinedError):
        render(load(), "engines/config/my.cnf.j2", tmp_path / "my.cnf", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_engine_listens_on_ports_of_the_one_settings_file_and_none_twice() -> None:
    ports = [port for engine in registry.engines(load()) for port in engine.ports]
    assert len(ports) == len(set(ports))
    assert set(ports) <= set(load().ports.values())


def test_every_engine_starts_only_after_engines_that_exist() -> None:
    names = [engine.name for engine in registry.engines(load())]
    for engine in registry.engines(load()):
        assert set(engine.after) <= set(names[: names.index(engine.name)]), engine.name
