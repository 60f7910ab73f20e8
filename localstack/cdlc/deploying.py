"""`cdlc deploy`: put the checkout onto the running local cloud."""

from __future__ import annotations

from typing import Annotated

import typer

from cdlc import settings as local
from deployer import deploy as deployer
from deployer.clients import InvokeFailed
from deployer.stacks import DeployFailed


def deploy(
    force: Annotated[bool, typer.Option("--force", help="Ask CloudFormation even where nothing changed")] = False,
) -> None:
    """Deploy what differs: stores, connectors, stacks, keys. Code alone needs no deploy: it is served from the tree."""
    try:
        done = deployer.run(local.load(), lambda line: typer.echo(f"  {line}"), force=force)
    except (DeployFailed, InvokeFailed) as error:
        typer.echo(f"cdlc deploy: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"deployed in {done.seconds:.1f} s" + ("" if done.stacks_changed else " (no template changed)"))
