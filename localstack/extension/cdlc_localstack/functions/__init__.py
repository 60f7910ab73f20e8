"""Lambda functions as local processes on AWS's runtime client: what Docker does for LocalStack elsewhere."""

from __future__ import annotations


def install() -> None:
    """Begin with no unpacked code: it belongs to functions of the run before."""
    import shutil

    from . import places

    shutil.rmtree(places.state("code"))
    shutil.rmtree(places.state("tmp"))
