"""What must be true before anything is started; each check answers the trouble in one line, or nothing."""

from __future__ import annotations

import os
import shutil
import socket
from typing import TYPE_CHECKING

from engines import processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from cdlc.settings import Settings

# What boto3 takes credentials from. AWS_CA_BUNDLE, AWS_REGION and their like name no account.
CREDENTIALS = (
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)  # fmt: skip


def real_credentials(environment: Mapping[str, str] | None = None) -> str | None:
    """Credentials of a real AWS account within reach of everything that is started here."""
    known = os.environ if environment is None else environment
    found = [name for name in CREDENTIALS if known.get(name)]
    if not found:
        return None
    words = " ".join(f"-u {name}" for name in found)
    return (f"{', '.join(found)} set: the local cloud never runs beside real AWS credentials; "
            f"unset them, for example: env {words} make up")  # fmt: skip


def no_space(settings: Settings) -> str | None:
    """Less free disk than the settings ask for, where the state folder is or will be."""
    folder = _existing(settings.state)
    free = shutil.disk_usage(folder).free / 1024**3
    wanted = settings.limits["disk_free_gb"]
    if free >= wanted:
        return None
    return (f"{folder}: {free:.1f} GB free, {wanted} GB are needed; make room or set CDLC_STATE to a folder on "
            f"another disk (limits.disk_free_gb in localstack/settings.toml)")  # fmt: skip


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.exists())


def taken_ports(settings: Settings, ports: Iterable[tuple[str, int]]) -> list[str]:
    """One line per port that another process listens on; `ports` are (part, port)."""
    return [
        f"port {port} ({part}) is taken by {processes.owner(port)}; stop it, or shift every port: CDLC_PORT_OFFSET=100"
        for part, port in ports
        if _taken(settings.host, port)
    ]


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return True
    return False
