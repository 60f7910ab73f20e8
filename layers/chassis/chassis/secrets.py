"""Secrets and parameters by name, through Powertools; boto3 loads on first use, with timeouts of seconds."""

from functools import cache
from typing import Any

from chassis.errors import Unavailable


def secret(name: str, *, stage: str = "AWSCURRENT", fresh: bool = False) -> str:
    """The text of the secret `name`, at most 60 s old; `fresh` asks again. Raises `Unavailable`."""
    try:
        return str(vault(stage).get(name, max_age=60, force_fetch=fresh, VersionStage=stage))
    except Exception as error:
        raise Unavailable(f"the secret {name!r} ({stage}) cannot be read") from error


@cache
def vault(_stage: str) -> Any:
    """Powertools' `SecretsProvider`: one per version stage, because it remembers by name alone."""
    from aws_lambda_powertools.utilities.parameters import SecretsProvider  # noqa: PLC0415

    return SecretsProvider(boto3_client=aws("secretsmanager"))


@cache
def ssm() -> Any:
    """Powertools' `SSMProvider`."""
    from aws_lambda_powertools.utilities.parameters import SSMProvider  # noqa: PLC0415

    return SSMProvider(boto3_client=aws("ssm"))


@cache
def aws(service: str) -> Any:
    """A boto3 client that gives up in time and repeats once."""
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    return boto3.client(service, config=Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2}))
