"""What payments refuses, by name. A state machine sees the name as the error's.

NotFound     PaymentNotFound
Conflict     PaymentDeclined, AuthenticationRequired, PaymentAlreadyReleased, PaymentNotCapturable,
             CheckoutPaidOtherwise
Unavailable  PaymentProviderUnavailable
"""

from chassis.errors import Conflict, NotFound, Unavailable


class PaymentNotFound(NotFound):
    """No payment has this id, or it is another account's."""


class PaymentDeclined(Conflict):
    """The card's bank or the provider said no; the text begins with the decline code. Repeating changes nothing."""


class AuthenticationRequired(Conflict):
    """The bank wants to ask the person (3-D Secure), which this checkout does not offer yet."""


class PaymentAlreadyReleased(Conflict):
    """The checkout was given up: its payment can never be authorised again."""


class PaymentNotCapturable(Conflict):
    """There is nothing to take: never authorised, declined, released, or the hold has expired."""


class CheckoutPaidOtherwise(Conflict):
    """The checkout has a payment of another amount, account or payment method."""


class PaymentProviderUnavailable(Unavailable):
    """The provider did not answer, or not clearly: repeat, nothing happens twice."""
