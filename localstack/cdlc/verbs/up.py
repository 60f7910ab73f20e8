"""`cdlc up`: start the engines, deploy the application, say where to look."""

from __future__ import annotations

import json
import time
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cdlc import cloud, preflight
from cdlc.console import Refused, err, out
from cdlc.progress import Progress
from cdlc.settings import load
from engines import control

if TYPE_CHECKING:
    from cdlc.settings import Settings


def command(*, engines_only: Annotated[bool, typer.Option("--engines-only", help="Deploy nothing.")] = False) -> None:
    """Start everything that does not run yet and deploy the application; a second call changes nothing."""
    settings, began = load(), time.monotonic()
    if trouble := preflight.real_credentials() or preflight.no_space(settings):
        raise Refused(trouble)
    with cloud.alone(settings, lambda: out.print("another cdlc is at work on this state: waiting for it")):
        ran, fresh = control.status(settings.state) is not None, not (settings.state / "deployed.json").exists()
        start_engines(settings)
        engines_up = time.monotonic() - began
        if not engines_only:
            deploy(settings)
    out.print(f"\n{settings.public_url}  the edge   {settings.aws_endpoint}  AWS   {settings.state}/logs  logs")
    seconds = time.monotonic() - began
    out.print(f"up in {seconds:.1f} s (engines {engines_up:.1f} s)")
    if not ran and not engines_only:
        remember(settings, "fresh" if fresh else "warm", seconds)


def remember(settings: Settings, kind: str, seconds: float) -> None:
    """Keep how long the last `up` of a kind took, for `cdlc demo` to tell."""
    record = settings.state / "ups.json"
    known: dict[str, float] = json.loads(record.read_text()) if record.exists() else {}
    record.write_text(json.dumps({**known, kind: round(seconds, 1)}))


def start_engines(settings: Settings) -> None:
    """Engines running and healthy, or refused with the reason and nothing left running."""
    if control.status(settings.state) is None:
        cloud.clear_leftovers(settings)
        if lines := cloud.blocked(settings):
            raise Refused("\n".join(lines))
        try:
            cloud.start_supervisor(settings)
        except RuntimeError as error:
            raise Refused(str(error)) from None
    try:
        with Progress("healthy", "failed", "restarting", "deploying") as progress:
            last = cloud.watch(settings, progress)
    except KeyboardInterrupt:
        cloud.stop(settings, lambda _: None)
        raise Refused("interrupted: everything was stopped again") from None
    if last["phase"] != "up":
        _tell_failure(last)
        raise Refused(f"nothing was left running; all logs: {settings.state}/logs")
    if lame := [f"{part['name']} ({part['detail']})" for part in last["parts"] if part["state"] != "healthy"]:
        raise Refused(f"not healthy: {', '.join(lame)}; cdlc status shows it, logs: {settings.state}/logs")


def _tell_failure(snapshot: dict[str, Any]) -> None:
    failure = snapshot["failure"]
    if failure is None:
        err.print("stopped while it started", style="red")
        return
    for line in failure["log"]:
        err.print(f"  {failure['part']} | {line}", markup=False, style="dim")
    err.print(f"{failure['part']}: {failure['why']}", style="red", markup=False)


def deploy(settings: Settings) -> None:
    """Deploy what differs from what runs."""
    if find_spec("deployer") and find_spec("deployer.deploy"):
        try:
            import_module("deployer.deploy").run(settings)
        except Exception as error:
            raise Refused(f"deploying failed, the engines run: {type(error).__name__}: {error}") from error
