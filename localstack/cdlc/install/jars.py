"""Jars of the JVM engines: fetched by Maven, checked against lists of SHA-256."""

from __future__ import annotations

import hashlib
import os
import shutil
from subprocess import CalledProcessError
from typing import TYPE_CHECKING

from cdlc.install import truststore
from cdlc.install.environments import run

if TYPE_CHECKING:
    from pathlib import Path

POMS = "localstack/engines/jars"


class WrongJar(Exception):
    """A jar differs from the list that is checked in, is missing or too many; names it."""


def modules(root: Path) -> list[str]:
    """Names of the jar sets: one folder with a pom and a list each."""
    return sorted(path.parent.name for path in (root / POMS).glob("*/pom.xml"))


def fetch(root: Path, log: Path) -> None:
    """All jar sets into `.local/jars/<module>`, only when every jar is the right one. Raises `WrongJar`."""
    folder, fresh = root / ".local" / "jars", root / ".local" / "jars.new"
    shutil.rmtree(fresh, ignore_errors=True)
    words = ("mvn", "-B", "-ntp", "-q", "-T", "2", "-Dstyle.color=never", "-f", str(root / POMS / "pom.xml"),
             f"-Djars={fresh}", "dependency:copy-dependencies")  # fmt: skip
    try:
        run(log, *words)
    except CalledProcessError:
        # Java keeps authorities of its own: try once more with those that the rest of the machine trusts.
        trusted = root / ".local" / "cacerts.jks"
        truststore.write(truststore.bundle(), trusted)
        options = f"-Djavax.net.ssl.trustStore={trusted} -Djavax.net.ssl.trustStorePassword={truststore.PASSWORD}"
        run(log, *words, environment={**os.environ, "MAVEN_OPTS": f"{os.environ.get('MAVEN_OPTS', '')} {options}"})
    for module in modules(root):
        verify(root / POMS / module / "SHA256SUMS", fresh / module)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def verify(listed: Path, folder: Path) -> None:
    """Compare a folder's jars with a list in sha256sum's format."""
    wanted = {name: digest for digest, name in (line.split() for line in listed.read_text().splitlines())}
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.glob("*.jar")}
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise WrongJar(
                f"{folder.name}/{name}: SHA-256 {found.get(name, 'of no such jar')}, "
                f"{listed} says {wanted.get(name, 'nothing of it')}; "
                "delete it from Maven's local repository and try again"
            )
