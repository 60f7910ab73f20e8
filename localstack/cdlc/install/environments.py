"""Virtual environments, the vendor layer and the `cdlc` command, through uv from hash-pinned lists."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from cdlc.install.mirrors import uv_environment

if TYPE_CHECKING:
    from pathlib import Path

IMPORTABLE = ("localstack", "functions", "services", "layers/chassis", "layers/contracts")


class Uv:
    """uv, pinned by requirements/uv.txt, in a virtual environment of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".local" / "uv"
        self._variables: dict[str, str] = {}

    @property
    def program(self) -> Path:
        return self.folder / "bin" / "uv"

    def install(self, log: Path) -> None:
        """By pip, which knows the machine's index and certificates."""
        shutil.rmtree(self.folder, ignore_errors=True)
        run(log, sys.executable, "-m", "venv", str(self.folder))
        run(log, str(self.folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check",
            "--require-hashes", "-r", str(self.root / "requirements" / "uv.txt"))  # fmt: skip

    def __call__(self, log: Path, *words: str) -> None:
        """Run uv; raises `subprocess.CalledProcessError`."""
        self._variables = self._variables or uv_environment(self.folder / "bin" / "python")
        run(log, str(self.program), *words, environment=self._variables)

    def environment(self, log: Path, folder: Path, requirements: Path) -> None:
        """A virtual environment with everything that the list pins."""
        if not (folder / "bin" / "python").exists():
            self(log, "venv", "-q", "--clear", "--python", sys.executable, str(folder))
        self(log, "pip", "install", "-q", "--python", str(folder), "--require-hashes", "-r", str(requirements))

    def layer(self, log: Path, folder: Path, requirements: Path, python: Path) -> None:
        """The vendor layer's packages for the interpreter that runs the functions; replaced in one step."""
        fresh = folder.with_name("python.new")
        shutil.rmtree(fresh, ignore_errors=True)
        self(log, "pip", "install", "-q", "--no-deps", "--require-hashes", "--python", str(python),
             "--target", str(fresh), "-r", str(requirements))  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)

    def editable(self, log: Path, environment: Path, project: Path) -> None:
        """The LocalStack extension, from the tree; its entry points are read anew."""
        self(log, "pip", "install", "-q", "--python", str(environment), "--no-deps", "--no-build-isolation",
             "--reinstall", "-e", str(project))  # fmt: skip


def command(root: Path) -> None:
    """`.venv/bin/cdlc`, and a .pth that makes the tree's packages importable there."""
    packages = next((root / ".venv" / "lib").glob("python3.*/site-packages"))
    (packages / "cdlc.pth").write_text("".join(f"{root / name}\n" for name in IMPORTABLE))
    script = root / ".venv" / "bin" / "cdlc"
    script.write_text(f'#!/bin/sh\nexec "{root}/.venv/bin/python" -m cdlc "$@"\n')
    script.chmod(0o755)


def catalogue(root: Path, log: Path) -> None:
    """LocalStack's index of AWS's services, which its first call would otherwise build (4 s, 700 MB)."""
    folder = root / ".local" / "localstack"
    shutil.rmtree(folder, ignore_errors=True)
    statics = folder / "usr" / "lib" / "localstack"
    statics.mkdir(parents=True)
    python = root / ".local" / "venvs" / "localstack" / "bin" / "python"
    variables = {"PATH": os.defpath, "HOME": str(folder), "OVERRIDE_IN_DOCKER": "0", "FILESYSTEM_ROOT": str(folder),
                 "TMPDIR": str(statics), "XDG_CACHE_HOME": str(folder / "cache")}  # fmt: skip
    run(log, str(python), "-P", "-m", "localstack.aws.spec", environment=variables, folder=folder)


def run(log: Path, *words: str, environment: dict[str, str] | None = None, folder: Path | None = None) -> None:
    """Run a program with its output in `log`; raises `subprocess.CalledProcessError`."""
    with log.open("ab") as out:
        subprocess.run(words, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=True)
