"""Task: from Probe's answer to the job's settings."""

from chassis.task import task
from media import _wiring
from media._domain import job, ladder
from media._domain.source import source_of
from media._states import JobSettings, Probed


@task
def handler(asked: Probed) -> JobSettings:
    upload = _wiring.uploads().read(asked.upload_id)
    source = source_of(asked.probe.get("ProbeResults") or [])
    target = _wiring.renditions().url(job.prefix_of(upload.asset_id))
    settings = job.settings(source, ladder.plan(source), asked.source_url, target)
    return JobSettings(settings=settings, accept_damaged="true" if upload.accept_damaged else "false")
