"""Where a change stands in its source's log, as one number that grows with it.

    bits 63…44  number of the binary log file (20 bits: a million files)
    bits 43…12  position of the rows event in that file (32 bits: a file ends at 4 GiB at the latest)
    bits 11…0   row within the event (12 bits: an 8 KiB event, the servers' default, holds no more rows)

A server starts a new file at every start and rotation, so the number grows over both. A snapshot's rows carry the
position at which the snapshot was taken, row 0: every later change is above it. A server whose logs begin again at 1
(RESET MASTER, a restored backup under another server) starts below: its twins must be emptied first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chassis.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE_BITS, _POSITION_BITS, _ROW_BITS = 20, 32, 12


class PositionInvalid(Invalid):
    """The source's file, position or row is missing or does not fit its bits."""


def version(source: Mapping[str, Any]) -> int:
    """The number of a change from Debezium's `source` (`file`, `pos`, `row`); raises `PositionInvalid`."""
    file, position, row = source.get("file"), source.get("pos"), source.get("row") or 0
    number = str(file).rpartition(".")[2]
    if not number.isdecimal() or not isinstance(position, int) or not isinstance(row, int):
        raise PositionInvalid(f"the source's position is file {file!r}, pos {position!r}, row {row!r}")
    parts = ((int(number), _FILE_BITS), (position, _POSITION_BITS), (row, _ROW_BITS))
    if any(part < 0 or part >> bits for part, bits in parts):
        raise PositionInvalid(
            f"file {number}, pos {position}, row {row} do not fit {_FILE_BITS}+{_POSITION_BITS}+{_ROW_BITS} bits"
        )
    return int(number) << (_POSITION_BITS + _ROW_BITS) | position << _ROW_BITS | row
