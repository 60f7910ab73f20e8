"""`cdlc reset`: stop everything and drop its data."""

from __future__ import annotations

from typing import Annotated

import typer

from cdlc import cloud
from cdlc.console import Refused, out
from cdlc.settings import load


def command(*, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Stop the local cloud and delete its data: databases, topics, objects, passwords."""
    settings = load()
    if not settings.state.exists():
        out.print("nothing to drop")
        return
    if not yes and not typer.confirm(f"Delete everything in {settings.state}?"):
        raise Refused("nothing was deleted")
    with cloud.alone(settings, lambda: out.print("another cdlc is at work on this state: waiting for it")):
        try:
            cloud.stop(settings, lambda _: None)
        except TimeoutError as error:
            raise Refused(str(error)) from None
        cloud.drop(settings)
    out.print(f"{settings.state} is empty")
