"""`python -m cdlc`."""

from __future__ import annotations

import sys

from cdlc.cli import application
from cdlc.console import err


def run() -> None:
    """The command; an unreadable setting is one line, not a traceback."""
    try:
        application(sys.argv[1] if sys.argv[1:] else None)(prog_name="cdlc")
    except ValueError as error:
        err.print(str(error), style="red", markup=False)
        sys.exit(2)


if __name__ == "__main__":
    run()
