"""Lambda functions as local processes on AWS's runtime client: what Docker does for LocalStack elsewhere."""

from __future__ import annotations

import shutil

from . import deadletters, ending, logs, metrics, places


def install() -> None:
    """Patch what goes with the executor, and begin with no unpacked code: it belonged to the run before."""
    logs.install()
    metrics.install()
    deadletters.install()
    ending.install()
    code = places.state("code")
    for folder in (code, places.state("tmp"), places.state("bytecode") / code.relative_to("/")):
        shutil.rmtree(folder, ignore_errors=True)
