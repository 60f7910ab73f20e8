"""Holds in Redis: `cdlc:booking:holds:{<showing>}`, seat → instant of expiry and checkout.

Losing Redis loses holds, which would expire anyway: that a seat is sold once is MySQL's unique key.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from booking._domain.refusals import CheckoutReleased
from booking._domain.seating import SeatId, taken
from chassis.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from redis import Redis

    from booking._domain.seating import CheckoutId, ShowingId

_HERE = Path(__file__).parent
_GARBAGE_AFTER_MS = 24 * 3600 * 1000  # far beyond any hold; a clock that is moved by less never meets it


class Holds:
    """Takes and drops. Every method raises `Unavailable` where Redis does not answer."""

    def __init__(self, client: Redis[str]) -> None:
        self._redis = client
        self._take = client.register_script((_HERE / "take_seats.lua").read_text())
        self._drop = client.register_script((_HERE / "drop_seats.lua").read_text())

    def take(
        self, showing: ShowingId, checkout: CheckoutId, seats: Sequence[SeatId], *, now: datetime, until: datetime
    ) -> None:
        """Hold all seats or none, again for who holds them. Raises `SeatsTaken` naming each, `CheckoutReleased`."""
        told = [checkout, _ms(now), _ms(until), _GARBAGE_AFTER_MS, *seats]
        answer, *others = _asked(lambda: self._take(keys=_keys(showing, checkout), args=told))
        if answer == "released":
            raise CheckoutReleased(f"checkout {checkout} has given its seats back")
        if others:
            raise taken(SeatId(seat) for seat in others)

    def drop(self, showing: ShowingId, checkout: CheckoutId, seats: Sequence[SeatId], *, for_good: bool) -> int:
        """Drop what the checkout holds of `seats`; `for_good`: it can hold nothing of this showing any more."""
        told = [checkout, _GARBAGE_AFTER_MS if for_good else 0, *seats]
        return int(_asked(lambda: self._drop(keys=_keys(showing, checkout), args=told)))

    def held(self, showing: ShowingId, now: datetime) -> set[SeatId]:
        """The seats that somebody holds at `now`."""
        entries = _asked(lambda: self._redis.hgetall(_keys(showing, "")[0]))
        return {SeatId(seat) for seat, hold in entries.items() if int(hold.partition(" ")[0]) > _ms(now)}

    def ping(self) -> None:
        """Ask Redis for an answer."""
        _asked(self._redis.ping)


def _keys(showing: ShowingId, checkout: str) -> list[str]:
    return [f"cdlc:booking:holds:{{{showing}}}", f"cdlc:booking:released:{{{showing}}}:{checkout}"]


def _ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)


def _asked(ask: Callable[[], Any]) -> Any:
    from redis.exceptions import ConnectionError, TimeoutError  # noqa: A004, PLC0415 - drivers load on first use

    try:
        return ask()
    except (ConnectionError, TimeoutError) as error:
        raise Unavailable("Redis does not answer") from error
