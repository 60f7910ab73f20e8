"""`python -m cdlc`."""

from __future__ import annotations

import sys

from cdlc.cli import app
from cdlc.console import err


def run() -> None:
    """The command; an unreadable setting is one line, not a traceback."""
    try:
        app(prog_name="cdlc")
    except ValueError as error:
        err.print(str(error), style="red", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    run()
