"""`cdlc doctor`: the likeliest troubles, each with its fix."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import typer

from cdlc import cloud, preflight
from cdlc.console import out
from cdlc.install.packages import missing
from cdlc.settings import load
from engines import control, processes
from engines.engine import PATH

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdlc.settings import Settings

_LOOPBACK = ("127.", "::1", "::ffff:127.")


def command() -> None:
    """Check the likeliest troubles and print a fix for each; exit code 1 when there is one."""
    settings = load()
    snapshot = control.status(settings.state)
    troubles = 0
    for name, check in CHECKS.items():
        found = check(settings, snapshot)
        troubles += len(found)
        out.print(f"[red]x[/] {name}" if found else f"[green]ok[/] {name}")
        for line in found:
            out.print(f"     {line}", markup=False)
    raise typer.Exit(1 if troubles else 0)


def _python(_: Settings, __: dict[str, Any] | None) -> list[str]:
    if (3, 11) <= sys.version_info[:2] < (3, 13):
        return []
    found = f"{sys.executable} is Python {sys.version.split()[0]}"
    return [f"{found}: install python3.11 or 3.12, remove .venv and .local/venvs, then make up"]


def _packages(_: Settings, __: dict[str, Any] | None) -> list[str]:
    absent = missing()
    return [f"not installed: {', '.join(absent)}; run: sudo localstack/bootstrap.sh --packages"] if absent else []


def _java(_: Settings, __: dict[str, Any] | None) -> list[str]:
    """Cassandra runs on Java 11 or 17, Neo4j on 17 or 21: the one that both know."""
    if (java := shutil.which("java", path=PATH)) is None:
        return []  # the packages' line says so
    told = subprocess.run((java, "-version"), capture_output=True, text=True, check=False).stderr
    if re.search(r'version "17\b', told):
        return []
    said = (told.splitlines() or ["nothing"])[0]
    fix = "apt-get install openjdk-17-jre-headless, then update-alternatives --config java"
    return [f"{java} -version says {said}: Cassandra and Neo4j both run on 17 alone; {fix}"]


def _ports(settings: Settings, snapshot: dict[str, Any] | None) -> list[str]:
    return [] if snapshot else cloud.blocked(settings)


def _disk(settings: Settings, _: dict[str, Any] | None) -> list[str]:
    trouble = preflight.no_space(settings)
    return [trouble] if trouble else []


def _credentials(_: Settings, __: dict[str, Any] | None) -> list[str]:
    trouble = preflight.real_credentials()
    found = [trouble] if trouble else []
    return found + [
        f"{path} holds profile {', '.join(profiles)}: nothing started here reads it, but your own aws commands do; "
        f"name the local endpoint in each (or move the file away)"
        for path in (Path.home() / ".aws" / "credentials",)
        if (profiles := _profiles(path))
    ]


def _profiles(path: Path) -> list[str]:
    parser = ConfigParser()
    with suppress(Exception):
        parser.read(path)
    return [name for name in parser.sections() if parser.has_option(name, "aws_access_key_id")]


def _parts(settings: Settings, snapshot: dict[str, Any] | None) -> list[str]:
    if snapshot is None:
        left = processes.leftovers(settings.state)
        names = ", ".join(f"{process.name()} (pid {process.pid})" for process in left)
        return [f"left behind by a killed supervisor: {names}; make down ends them"] if left else _last(settings)
    return [
        f"{part['name']} is {part['state']}: {part['detail'] or 'no detail'}; see {part['log']}, then make down up"
        for part in snapshot["parts"]
        if part["state"] != "healthy"
    ]


def _last(settings: Settings) -> list[str]:
    """What the supervisor wrote last, when that was no orderly end."""
    try:
        last = json.loads((settings.state / "supervisor.json").read_text())
    except FileNotFoundError:
        return []
    if last["phase"] == "failed":
        failure = last["failure"]
        return [f"the last start failed: {failure['part']}: {failure['why']}; see {settings.state}/logs, then make up"]
    if last["phase"] == "stopped":
        return []
    return [f"the supervisor (pid {last['pid']}) was killed while it was {last['phase']}; make up starts it again"]


def _binding(_: Settings, snapshot: dict[str, Any] | None) -> list[str]:
    found = []
    for part in (snapshot or {"parts": []})["parts"]:
        for pid, address in _open_addresses(part["pid"]):
            found.append(
                f"{part['name']} (pid {pid}) listens on {address}: reachable from outside; make down, then report it"
            )
    return found


def _open_addresses(root: int | None) -> list[tuple[int, str]]:
    with suppress(psutil.Error, TypeError):
        family = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
        return [
            (process.pid, f"{connection.laddr.ip}:{connection.laddr.port}")
            for process in family
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN and not connection.laddr.ip.startswith(_LOOPBACK)
        ]
    return []


def _tools(_: Settings, __: dict[str, Any] | None) -> list[str]:
    return [] if shutil.which("setpriv") else ["setpriv is missing: apt-get install util-linux"]


CHECKS: dict[str, Callable[[Settings, dict[str, Any] | None], list[str]]] = {
    "Python": _python,
    "packages": _packages,
    "Java": _java,
    "ports": _ports,
    "disk space": _disk,
    "no real AWS credentials": _credentials,
    "every part alive": _parts,
    "loopback only": _binding,
    "setpriv": _tools,
}
