"""What booking refuses, by name."""

from chassis.errors import Conflict, Gone, Invalid, NotFound


class ShowingUnknown(NotFound):
    """There is no such showing."""


class ShowingPast(Gone):
    """The showing has begun: its seats are no longer sold."""


class SeatsUnknown(Invalid):
    """The showing's plan lacks a seat that was asked for."""


class TooManySeats(Invalid):
    """More seats than one checkout may take, none, or one of them twice."""


class PriceChanged(Conflict):
    """The seats cost something else than the buyer expects."""


class SeatsTaken(Conflict):
    """Somebody else holds or has bought a seat; `errors` says which."""


class CheckoutReleased(Conflict):
    """The checkout has given its seats back: a late call can neither hold nor confirm them."""


class ProgrammeRejected(Invalid):
    """A programme that contradicts itself or what is stored."""


class TitleIdMalformed(Invalid):
    """The filter names no title."""
