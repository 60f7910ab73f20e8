"""Where payments' adapters are built, each on first use. Drivers are imported by what opens them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from payments._settings import Settings

if TYPE_CHECKING:
    from chassis.mysql import Database
    from payments._adapters.mysql_payments import Payments
    from payments._adapters.stripe_provider import StripeProvider


@cache
def database() -> Database:
    from chassis.mysql import Database  # noqa: PLC0415 - drivers load on first use

    settings = Settings.load()
    return Database(settings.mysql_url, settings.mysql_secret)


@cache
def payments() -> Payments:
    from payments._adapters.mysql_payments import Payments  # noqa: PLC0415

    return Payments(database())


@cache
def provider() -> StripeProvider:
    from payments._adapters.stripe_provider import StripeProvider  # noqa: PLC0415

    settings = Settings.load()
    return StripeProvider(settings.payments_url, settings.payments_secret)
