"""Secrets and parameters by name, through Powertools; boto3 loads on first use, with short timeouts."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chassis.errors import Unavailable

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider, SSMProvider
    from botocore.config import Config

MAX_AGE_SECONDS = 60


def secret(name: str, *, stage: str = "AWSCURRENT", fresh: bool = False) -> str:
    """The text of the secret `name`, at most 60 s old; `fresh` asks again. Raises `Unavailable`."""
    try:
        return str(_vault(stage).get(name, max_age=MAX_AGE_SECONDS, force_fetch=fresh, VersionStage=stage))
    except Exception as error:
        raise Unavailable(f"the secret {name!r} ({stage}) cannot be read") from error


@cache
def ssm() -> "SSMProvider":
    """The parameter store."""
    from aws_lambda_powertools.utilities.parameters import SSMProvider  # noqa: PLC0415

    return SSMProvider(boto_config=boto_config())


@cache
def _vault(_stage: str) -> "SecretsProvider":
    """One provider per version stage: Powertools caches by name alone."""
    from aws_lambda_powertools.utilities.parameters import SecretsProvider  # noqa: PLC0415

    return SecretsProvider(boto_config=boto_config())


@cache
def aws(service: str) -> Any:
    """A boto3 client with the same timeouts."""
    import boto3  # noqa: PLC0415

    return boto3.client(service, config=boto_config())


def boto_config() -> "Config":
    """Timeouts (seconds) shorter than any function's, one repetition."""
    from botocore.config import Config  # noqa: PLC0415

    return Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2, "mode": "standard"})
