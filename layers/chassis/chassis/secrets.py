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


def s3_signer(address: str) -> Any:
    """A client that only signs: for S3's public address, by path, with what the header's name says (SigV4)."""
    import boto3  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        s3={"addressing_style": "path" if address else "auto"},
    )
    return boto3.client("s3", endpoint_url=address or None, config=config)
