"""Debian packages, installed without starting their services."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

# package -> what proves that it, or something as good, is there: a program or a file
_PROOFS = {
    "mariadb-server": "mariadbd",
    "redis-server": "redis-server",
    "nginx": "nginx",
    "libnginx-mod-http-brotli-filter": "/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so",
    "openjdk-17-jre-headless": "java",
    "maven": "mvn",
    "util-linux": "setpriv",
    "ffmpeg": "ffprobe",
}
_PROOFS_OF_TESTS = {"chromium": "chromium", "chromium-driver": "chromedriver"}  # a person's journeys, in a browser
_SERVICES = {"mariadb-server": "mariadb", "redis-server": "redis-server", "nginx": "nginx"}
_POLICY = Path("/usr/sbin/policy-rc.d")
_SYSTEM = os.pathsep.join(("/usr/local/sbin", "/usr/sbin", "/sbin", os.environ.get("PATH", "/usr/bin:/bin")))


def missing(*, tests: bool = False) -> list[str]:
    """Packages whose programs are not there; with `tests`, also those that only the tests need."""
    proofs = _PROOFS | _PROOFS_OF_TESTS if tests else _PROOFS
    return [package for package, proof in proofs.items() if not _present(proof)]


def _present(proof: str) -> bool:
    return Path(proof).exists() if proof.startswith("/") else shutil.which(proof, path=_SYSTEM) is not None


class StillMissing(Exception):
    """apt-get is content, but a program that it should have brought is not there; names the packages."""


def install(packages: list[str], log: Path) -> None:
    """apt-get, as root. Raises `subprocess.CalledProcessError` or `StillMissing`; what it printed is in `log`."""
    with log.open("ab") as out, _services_stay_down(packages):
        if _apt(out, "install", "--no-install-recommends", *packages).returncode:
            # No lists yet, or lists that are older than the archive.
            _apt(out, "update").check_returncode()
            _apt(out, "install", "--no-install-recommends", *packages).check_returncode()
    if absent := [package for package in missing(tests=True) if package in packages]:
        raise StillMissing(
            f"installed, but without their programs: {', '.join(absent)}; apt-get install --reinstall them"
        )


def _apt(out: BinaryIO, *words: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(("apt-get", "-q", "-y", *words), env=environment, stdout=out, stderr=out, check=False)


@contextmanager
def _services_stay_down(packages: list[str]) -> Iterator[None]:
    """Debian starts a service on install (nginx on every address) and at each boot: neither happens here.

    A policy-rc.d that is already there stays as it is; what starts in spite of it is disabled and stopped.
    """
    ours = not _POLICY.exists()
    if ours:
        _POLICY.write_text("#!/bin/sh\nexit 101\n")
        _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            _POLICY.unlink(missing_ok=True)
        _disable([_SERVICES[package] for package in packages if package in _SERVICES])


def _disable(services: list[str]) -> None:
    if not services:
        return
    if Path("/run/systemd/system").exists():
        subprocess.run(("systemctl", "disable", "--now", *services), capture_output=True, check=False)
    else:
        for service in services:
            subprocess.run(("update-rc.d", service, "disable"), capture_output=True, check=False)
