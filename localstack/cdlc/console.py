"""How `cdlc` speaks: colours on a terminal, plain lines elsewhere; one precise line for a refusal."""

from __future__ import annotations

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Refused(typer.Exit):
    """Ends the command with exit code 1 after one line that says what, where and what to do."""

    def __init__(self, line: str) -> None:
        err.print(line, style="red", markup=False)
        super().__init__(1)
