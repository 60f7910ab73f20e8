"""`cdlc logs`: what the parts wrote."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Annotated

import typer

from cdlc.console import Refused
from cdlc.settings import load

if TYPE_CHECKING:
    from pathlib import Path


def command(
    parts: Annotated[
        list[str] | None, typer.Argument(help="mysql, kafka, localstack …; all when none is named.")
    ] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as lines are written.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many lines of each.")] = 40,
) -> None:
    """Show the last lines of the parts' logs."""
    known = logs(load().state)
    unknown = [part for part in parts or () if part not in known]
    if unknown or not known:
        raise Refused(f"no log of {', '.join(unknown) or 'any part'}; there are: {', '.join(known) or 'none yet'}")
    chosen = [str(known[part]) for part in parts or known]
    # tail is everywhere and follows a file that is put in another's place.
    words = ("tail", f"--lines={lines}", *(("--follow=name", "--retry") if follow else ()), "--", *chosen)
    raise typer.Exit(subprocess.run(words, check=False).returncode)


def logs(state: Path) -> dict[str, Path]:
    """Log file by part."""
    found = {path.stem: path for path in sorted((state / "logs").glob("*.log"))}
    access = state / "edge" / "logs" / "access.log"
    return {**found, "access": access} if access.exists() else found
