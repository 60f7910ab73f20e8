"""The variables that a function's process sees: AWS's, the template's, and nothing of this machine's."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from localstack.aws.api.lambda_ import LoggingConfig
    from localstack.services.lambda_.invocation.lambda_models import VersionFunctionConfiguration

    from .archives import Tree

LOG = logging.getLogger(__name__)

# What LocalStack computes and AWS defines as well. Everything else that LocalStack adds is for its containers.
_FROM_LOCALSTACK = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_XRAY_CONTEXT_MISSING",
        "AWS_XRAY_DAEMON_ADDRESS",
        "_AWS_XRAY_DAEMON_ADDRESS",
        "_AWS_XRAY_DAEMON_PORT",
        "_HANDLER",
    }
)
# A template's variables with these beginnings could lead a client of this machine to real AWS.
_FORBIDDEN = (
    "AWS_ACCESS_KEY", "AWS_SECRET", "AWS_SESSION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CONFIG", "AWS_SHARED",
    "AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT", "AWS_WEB_IDENTITY", "AWS_ROLE", "AWS_CONTAINER",
    "AWS_EC2_METADATA",
)  # fmt: skip


def token(function: str) -> str:
    """A session token from which the recorder knows the function: AWS's are opaque as well."""
    return f"cdlc/{function}/{secrets.token_urlsafe(12)}"


def variables(
    *, computed: Mapping[str, object], settings: VersionFunctionConfiguration, tree: Tree, home: Path, api: str
) -> dict[str, str]:
    """The whole environment of one process.

    `computed` is LocalStack's idea of it, `settings` the function's configuration; `home` stands for /tmp, `api` is
    the Runtime API's host:port.
    """
    declared = settings.environment or {}
    refused = sorted(name for name in declared if name.startswith(_FORBIDDEN))
    if refused:
        LOG.warning("%s: these variables would reach past the local cloud and are left out: %s",
                    computed["AWS_LAMBDA_FUNCTION_NAME"], ", ".join(refused))  # fmt: skip
    chosen = {name: str(value) for name, value in computed.items() if name in _FROM_LOCALSTACK}
    chosen |= {name: value for name, value in declared.items() if name not in refused}
    chosen |= _logging_format(settings.logging_config)
    return chosen | {
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{settings.runtime}",
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_SESSION_TOKEN": token(str(computed["AWS_LAMBDA_FUNCTION_NAME"])),
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "HOME": str(home),
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": str(tree.root),
        "LANG": "en_US.UTF-8",
        "PATH": ":".join((*tree.binaries, str(home / ".bin"))),
        "PYTHONPATH": ":".join(tree.search),
        "TMPDIR": str(home),
        "TZ": ":UTC",
    }


def _logging_format(settings: LoggingConfig | None) -> dict[str, str]:
    """What AWS's runtime client is told of the function's LoggingConfig."""
    if not settings or settings.get("LogFormat") != "JSON":
        return {}
    return {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": settings.get("ApplicationLogLevel") or "INFO"}
