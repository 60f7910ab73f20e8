"""One local cloud for the whole run, beside the developer's: own state folder, own ports.

`CDLC_STATE` and `CDLC_PORT_OFFSET` may point the run at another cloud; `CDLC_KEEP=1` leaves it running for the
next run (tests isolate themselves by fresh ids, so a warm cloud serves as well as a new one).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("CDLC_STATE", str(ROOT / ".local" / "test"))
os.environ.setdefault("CDLC_PORT_OFFSET", "1000")
for _name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_CA_BUNDLE"]:
    del os.environ[_name]  # no test can reach a real account

from local_cloud import Cloud, cdlc  # noqa: E402  # settings are read from the environment set above

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """Everything up and deployed with the project's own sample data; down again at the end."""
    keep = os.environ.get("CDLC_KEEP") == "1"
    if not keep:
        cdlc("reset", "--yes")
    done = cdlc("up")
    assert done.returncode == 0, done.stdout + done.stderr
    yield Cloud()
    if not keep:
        down = cdlc("down")
        assert down.returncode == 0, down.stdout + down.stderr
