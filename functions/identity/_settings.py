"""Identity's environment."""

from chassis.settings import ContextSettings


class Settings(ContextSettings):
    """Where it is reached, its database, and the names of its keys' secret and parameter."""

    public_url: str
    mysql_url: str
    mysql_secret: str
    signing_keys_secret: str
    jwks_parameter: str
