"""The command's verbs: one module `cdlc.verbs.<verb>` with a function `command` each, one word here."""

from __future__ import annotations

from importlib import import_module

import typer

VERBS = (
    "up",
    "down",
    "reset",
    "status",
    "doctor",
    "deploy",
    "demo",
    "invoke",
    "logs",
    "token",
    "rebuild",
    "upload",
    "export",
)


def application(verb: str | None = None) -> typer.Typer:
    """The command with one verb, or with all where none is named: a verb loads only what it needs itself."""
    app = typer.Typer(
        help="The local cloud of Crème de la Crème.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_root)
    for name in VERBS if verb not in VERBS else (verb,):
        app.command(name)(import_module(f"cdlc.verbs.{name}").command)
    if verb not in VERBS:
        app.add_typer(import_module("cdlc.imports").app, name="import")
    return app


def _root() -> None:
    """The local cloud of Crème de la Crème."""
