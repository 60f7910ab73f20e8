"""The machine's own pip settings, told to uv: index, certificates, proxy, time-outs."""

from __future__ import annotations

import os
import subprocess
from ast import literal_eval
from pathlib import Path

_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}


def uv_environment(python: Path) -> dict[str, str]:
    """What uv needs in its environment to fetch as pip would; what is set there already stays.

    uv reads no pip.conf. It trusts the machine's certificates, and never downloads a Python.
    """
    words = (str(python), "-m", "pip", "config", "list")
    listing = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    return {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1", **translate(listing), **os.environ,
            "UV_PYTHON_DOWNLOADS": "never"}  # fmt: skip


def translate(listing: str) -> dict[str, str]:
    """`pip config list`, as variables of uv. The environment's lines win over `install.`, these over `global.`."""
    found: dict[str, str] = {}
    for scope in ("global.", "install.", ":env:."):
        for line in listing.splitlines():
            key, _, value = line.partition("=")
            name = _NAMES.get(key.removeprefix(scope)) if key.startswith(scope) else None
            if name and (text := _text(name, str(literal_eval(value)))):
                found[name] = text
    return found


def _text(name: str, value: str) -> str:
    words = value.split()
    if name == "UV_FIND_LINKS":
        # pip passes over a folder that is not there, uv refuses to run.
        return ",".join(word for word in words if "://" in word or Path(word).is_dir())
    return " ".join(words)
