"""What orders refuses, by name."""

from chassis.errors import Conflict, NotFound


class CheckoutUnknown(NotFound):
    """There is no such checkout, or it is somebody else's."""


class OrderUnknown(NotFound):
    """There is no such order, or it is somebody else's."""


class CheckoutAbandoned(Conflict):
    """The checkout is being undone or has ended: no step forward is taken any more."""
