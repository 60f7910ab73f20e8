"""The one clock. Everything that depends on time asks `now()`; no SQL says NOW().

The SSM parameter named by `CDLC_CLOCK_PARAMETER` holds seconds to add (`-257000000`). Where the variable is empty
(production has no such parameter) the clock is the machine's.
"""

import os
from datetime import UTC, datetime, timedelta

from chassis.errors import Unavailable
from chassis.secrets import ssm

MAX_AGE_SECONDS = 1


def now() -> datetime:
    """The current instant, UTC and aware. Raises `Unavailable` where the parameter cannot be read as a number."""
    name = os.environ.get("CDLC_CLOCK_PARAMETER", "")
    if not name:
        return datetime.now(UTC)
    try:
        return datetime.now(UTC) + timedelta(seconds=float(str(ssm().get(name, max_age=MAX_AGE_SECONDS))))
    except Exception as error:
        raise Unavailable(f"the clock's parameter {name!r} cannot be read as a number of seconds") from error


def rfc3339(instant: datetime) -> str:
    """UTC with milliseconds and `Z`: `2026-11-22T14:26:44.119Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
