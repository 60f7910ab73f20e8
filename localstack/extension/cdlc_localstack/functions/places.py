"""Where this area keeps its files, and which Python the functions run on."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def root() -> Path:
    """`$CDLC_STATE`; LocalStack's own folder where no state is named."""
    return Path(os.environ.get("CDLC_STATE") or os.environ.get("FILESYSTEM_ROOT") or tempfile.gettempdir()).resolve()


def state(name: str) -> Path:
    """The folder `functions/<name>` under the root, made if missing."""
    folder = root() / "functions" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def python() -> Path:
    """The Python of AWS's runtime: `CDLC_LAMBDA_PYTHON`, or the `lambda` environment beside LocalStack's own.

    Raises `FileNotFoundError` where there is none.
    """
    named = os.environ.get("CDLC_LAMBDA_PYTHON")
    found = Path(named) if named else Path(sys.prefix).parent / "lambda" / "bin" / "python"
    if not found.is_file():
        raise FileNotFoundError(f"{found}: no Python for functions there: run `cdlc up`, or set CDLC_LAMBDA_PYTHON")
    return found
