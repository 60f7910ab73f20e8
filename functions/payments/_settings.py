"""Payments' environment."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """Addresses of its store and of the provider (empty: Stripe's own), their passwords by the names of secrets."""

    mysql_url: str
    mysql_secret: str
    payments_url: str
    payments_secret: str
