"""What there is to install, beside Debian's packages, and what of it is to do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cdlc.install import environments, jars
from cdlc.install.step import Step

if TYPE_CHECKING:
    from pathlib import Path


def steps(root: Path) -> list[Step]:
    """Every step, those that others need before them."""
    uv = environments.Uv(root)
    local, lists = root / ".local", root / "requirements"
    return [
        Step("uv", (lists / "uv.txt", sys.version), (uv.program,), uv.install),
        _environment(uv, "dev", lists, root / ".venv"),
        *(
            _environment(uv, name, lists, local / "venvs" / name)
            for name in ("localstack", "clickhouse", "payments", "lambda", "sam")
        ),
        *_of_the_tree(uv, root),
        Step(
            "jars",
            (root / jars.POMS,),
            tuple(local / "jars" / module for module in jars.modules(root)),
            lambda log: jars.fetch(root, log),
            ("packages",),
        ),
    ]


def _environment(uv: environments.Uv, name: str, lists: Path, folder: Path) -> Step:
    requirements = lists / f"{name}.txt"
    return Step(
        name,
        (requirements, sys.version),
        (folder / "bin" / "python",),
        lambda log: uv.environment(log, folder, requirements),
        ("uv",),
    )


def _of_the_tree(uv: environments.Uv, root: Path) -> list[Step]:
    """What ties the environments to this checkout."""
    local = root / ".local"
    extension = root / "localstack" / "extension"
    venv, functions = local / "venvs" / "localstack", local / "venvs" / "lambda" / "bin" / "python"
    command = root / ".venv" / "bin" / "cdlc"
    return [
        Step("command", (str(root), *environments.IMPORTABLE), (command,), lambda _: environments.command(root),
             ("dev",)),
        Step("extension", (extension / "pyproject.toml", str(root)), (), lambda log: uv.editable(log, venv, extension),
             ("localstack",)),
        Step("catalogue", (), (local / "localstack" / "usr",), lambda log: environments.catalogue(root, log),
             ("localstack",)),
        *(_layer(uv, root, name, functions) for name in ("vendor", "images")),
    ]  # fmt: skip


def _layer(uv: environments.Uv, root: Path, name: str, functions: Path) -> Step:
    wanted, layer = root / "layers" / name / "requirements.txt", root / ".local" / "layers" / name / "python"
    return Step(f"{name}-layer", (wanted,), (layer,), lambda log: uv.layer(log, layer, wanted, functions), ("lambda",))


def todo(every: list[Step], stamps: Path) -> list[Step]:
    """Steps that are not done, and those that need one of them."""
    found: list[Step] = []
    for step in every:
        if not step.done(stamps) or {needed.name for needed in found} & set(step.needs):
            found.append(step)
    return found
