"""Shows how the parts come up: a table that redraws on a terminal, one line per change elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

from rich.live import Live
from rich.table import Table

from cdlc.console import out

if TYPE_CHECKING:
    from types import TracebackType

_COLOURS = {"healthy": "green", "failed": "red", "unhealthy": "red", "restarting": "yellow", "stopped": "dim"}


class Progress:
    """Call it with each snapshot of the supervisor; `shown` are the states that are worth a line."""

    def __init__(self, *shown: str) -> None:
        self._shown = shown
        self._began = time.monotonic()
        self._seen: dict[str, str] = {}
        self._live = Live(console=out, refresh_per_second=8, transient=True) if out.is_terminal else None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def __call__(self, snapshot: dict[str, Any]) -> None:
        """Show what differs from the last snapshot."""
        if self._live:
            self._live.update(table(snapshot))
        for part in snapshot["parts"]:
            if self._seen.get(part["name"]) != part["state"]:
                self._seen[part["name"]] = part["state"]
                if part["state"] in self._shown:
                    self._line(part)

    def _line(self, part: dict[str, Any]) -> None:
        seconds = time.monotonic() - self._began
        detail = f"  {part['detail']}" if part["detail"] else ""
        out.print(f"{seconds:6.1f} s  {part['name']:<12} {part['state']}{detail}", markup=False)


def table(snapshot: dict[str, Any]) -> Table:
    """The parts of a snapshot, one row each."""
    rows = Table("part", "state", "address", box=None, header_style="dim")
    for part in snapshot["parts"]:
        colour = _COLOURS.get(part["state"], "yellow")
        rows.add_row(part["name"], f"[{colour}]{part['state']}[/]", part["address"])
    return rows
