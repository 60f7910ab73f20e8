"""Secrets by name: settings carry the name, Secrets Manager the value."""

from chassis.errors import Unavailable
from chassis.parameters import secrets_manager

MAX_AGE_SECONDS = 60


def secret(name: str, *, stage: str = "AWSCURRENT", fresh: bool = False) -> str:
    """The text of the secret `name`, at most 60 s old; `fresh` asks Secrets Manager again.

    Raises `Unavailable` where it cannot be read: there is nothing a function can do without its secret.
    """
    try:
        value = secrets_manager(stage).get(name, max_age=MAX_AGE_SECONDS, force_fetch=fresh, VersionStage=stage)
    except Exception as error:
        raise Unavailable(f"the secret {name!r} ({stage}) cannot be read") from error
    if not isinstance(value, str):
        raise Unavailable(f"the secret {name!r} ({stage}) is not a text")
    return value
