"""Lambda functions as local processes on AWS's runtime client: what Docker does for LocalStack elsewhere."""

from __future__ import annotations

import shutil

from . import deadletters, ending, logs, metrics, places


def install() -> None:
    """Write logs and metrics in batches. Begin with no unpacked code: it belongs to functions of the run before."""
    logs.install()
    metrics.install()
    deadletters.install()
    ending.install()
    for name in ("code", "tmp"):
        shutil.rmtree(places.state(name))
