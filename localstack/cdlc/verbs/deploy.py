"""`cdlc deploy`: put the checkout onto the running local cloud."""

from __future__ import annotations

from typing import Annotated

import typer

from cdlc.console import Refused, out
from cdlc.settings import load
from deployer import deploy as deployer


def command(
    *,
    force: Annotated[bool, typer.Option("--force", help="Ask CloudFormation even where nothing changed")] = False,
) -> None:
    """Deploy what differs: stores, connectors, stacks, keys. Code alone needs no deploy: it is served from the tree."""
    try:
        done = deployer.run(load(), lambda line: out.print(f"  {line}", markup=False), force=force)
    except Exception as error:
        raise Refused(f"deploying failed: {type(error).__name__}: {error}") from error
    out.print(f"deployed in {done.seconds:.1f} s" + ("" if done.stacks_changed else " (no template changed)"))
