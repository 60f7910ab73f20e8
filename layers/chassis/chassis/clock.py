"""The one clock (no SQL says NOW()), moved by the seconds in the SSM parameter that `CDLC_CLOCK_PARAMETER` names."""

import os
from datetime import UTC, datetime, timedelta

from chassis.errors import Unavailable
from chassis.secrets import ssm


def now() -> datetime:
    """The current instant, UTC and aware. Raises `Unavailable` where the parameter cannot be read as a number."""
    name = os.environ.get("CDLC_CLOCK_PARAMETER", "")
    if not name:
        return datetime.now(UTC)
    try:
        return datetime.now(UTC) + timedelta(seconds=float(str(ssm().get(name, max_age=1))))
    except Exception as error:
        raise Unavailable(f"the clock's parameter {name!r} cannot be read as a number of seconds") from error


def rfc3339(instant: datetime) -> str:
    """UTC with milliseconds and `Z`: `2026-11-22T14:26:44.119Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
