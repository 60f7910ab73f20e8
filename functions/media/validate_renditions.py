"""Task: measure what was transcoded and hold it against the plan; refused is what differs, and what is damaged."""

from chassis.task import task
from media import _wiring
from media._domain.asset import Rendition
from media._domain.job import prefix_of
from media._domain.ladder import plan
from media._domain.renditions import loss_of, require_as_planned
from media._domain.source import source_of
from media._states import Transcoded, Validated


@task
def handler(asked: Transcoded) -> Validated:
    upload = _wiring.uploads().read(asked.upload_id)
    source, files = source_of(asked.probe.get("ProbeResults") or []), _wiring.renditions()
    ladder, prefix = plan(source), prefix_of(upload.asset_id)
    measured = files.measured(prefix)
    require_as_planned(ladder, measured)
    warnings = sum(each.get("Count", 0) for each in asked.job.get("Warnings") or [])
    loss = loss_of(source.duration_s, measured[0], ladder, warnings, accepted=upload.accept_damaged)
    names = ("name", "width", "height", "codec", "bits_per_second", "frames")
    return Validated(
        duration_ms=round(measured[0].duration * 1000),
        has_audio=source.has_audio,
        loss=loss,
        renditions=tuple(Rendition(**{name: getattr(each, name) for name in names}) for each in measured),
        posters=tuple(files.posters(prefix)),
    )
