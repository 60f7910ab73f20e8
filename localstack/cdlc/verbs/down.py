"""`cdlc down`: stop everything; the data stays."""

from __future__ import annotations

import time

from cdlc import cloud
from cdlc.console import Refused, out
from cdlc.progress import Progress
from cdlc.settings import load


def command() -> None:
    """Stop every process of the local cloud; its data stays for the next `up`."""
    settings, began = load(), time.monotonic()
    if not settings.state.exists():
        out.print("nothing runs")
        return
    with cloud.alone(settings, lambda: out.print("another cdlc is at work on this state: waiting for it")):
        try:
            with Progress("stopped") as progress:
                ran = cloud.stop(settings, progress)
        except TimeoutError as error:
            raise Refused(str(error)) from None
    out.print(f"down in {time.monotonic() - began:.1f} s" if ran else "nothing runs")
