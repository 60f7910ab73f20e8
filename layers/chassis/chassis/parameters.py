"""AWS's parameter and secret stores through Powertools, opened on first use with short timeouts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.parameters import SecretsProvider, SSMProvider
    from botocore.config import Config


def boto_config() -> Config:
    """Timeouts (seconds) shorter than any function's, one repetition."""
    from botocore.config import Config  # noqa: PLC0415 - boto3 loads on first use

    return Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2, "mode": "standard"})


@cache
def ssm() -> SSMProvider:
    """The parameter store."""
    from aws_lambda_powertools.utilities.parameters import SSMProvider  # noqa: PLC0415

    return SSMProvider(boto_config=boto_config())


@cache
def secrets_manager(_stage: str) -> SecretsProvider:
    """The secret store; one provider per version stage, because Powertools caches by name alone."""
    from aws_lambda_powertools.utilities.parameters import SecretsProvider  # noqa: PLC0415

    return SecretsProvider(boto_config=boto_config())
