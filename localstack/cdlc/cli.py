"""The command's verbs: one module each, one line here."""

from __future__ import annotations

from importlib import import_module

import typer

VERBS = ("up", "down", "reset", "status", "doctor", "logs")

app = typer.Typer(
    help="The local cloud of Crème de la Crème.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip

for _verb in VERBS:
    app.command(_verb)(import_module(f"cdlc.verbs.{_verb}").command)
