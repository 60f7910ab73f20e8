"""AWS Elemental MediaConvert, which LocalStack's community edition does not have: jobs and probes on ffmpeg.

`accepted.py` says what of a job is carried out; everything else is refused. The way of a job: `operations` →
`scheduler` → `work` (fetch, `sources`, `plan`, `command` in the `sandbox`, `outputs`, publish) → `notices`.
"""

from __future__ import annotations


def install() -> None:
    """Announce the service, and teach workflows `mediaconvert:createJob.sync`."""
    from cdlc_localstack.mediaconvert import model, service, workflows  # noqa: PLC0415  # the pure parts load no LocalStack

    model.install()
    service.install()
    workflows.install()
