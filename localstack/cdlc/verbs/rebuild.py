"""`cdlc rebuild graph|search`: make a store that is fed by events anew from the one that holds the truth."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cdlc.console import Refused
from cdlc.settings import load
from deployer import clients, deploy

_REBUILDERS = {"graph": "social.rebuild_graph", "search": "catalogue.rebuild_search"}


_WHAT = typer.Argument(help="graph: Neo4j's follows, from MySQL's; search: the index of names")


def command(what: Annotated[str, _WHAT]) -> None:
    """Rebuild a store from the one that holds the truth; safe to repeat, also while the application runs."""
    if what not in _REBUILDERS:
        raise Refused(f"nothing is rebuilt under the name {what}: choose from {', '.join(_REBUILDERS)}")
    functions = deploy.aws(load(), "lambda")
    try:
        done = clients.invoke(functions, clients.function_of(functions, _REBUILDERS[what]), {})
    except (LookupError, clients.InvokeFailed) as error:
        raise Refused(str(error)) from None
    sys.stdout.write(", ".join(f"{count} {name}" for name, count in done.items()) + "\n")
