"""Resident memory of a process, from the kernel's own books."""

from __future__ import annotations

import os
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")


def resident(pid: int | None) -> int:
    """Bytes in memory now; 0 where the process is gone or not known yet."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def peak(pid: int | None) -> int:
    """The most bytes that were ever in memory; 0 where the process is gone."""
    try:
        _, _, rest = Path(f"/proc/{pid}/status").read_bytes().partition(b"VmHWM:")
        return int(rest.split(None, 1)[0]) * 1024
    except (OSError, IndexError):
        return 0
