"""What the states of `transcode` give each other. Unknown fields are AWS's and are passed over."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chassis.reply import Body
from media._domain.asset import Rendition
from media._domain.renditions import Loss


class State(BaseModel):
    """The machine's document at any state."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    upload_id: str
    attempt: int


class Probed(State):
    """After Probe: its answer as it came."""

    source_url: str
    probe: dict[str, Any]


class Transcoded(State):
    """After the job: MediaConvert's `Job`."""

    probe: dict[str, Any]
    job: dict[str, Any]


class JobSettings(Body):
    """`Settings` of CreateJob; `accept_damaged` as the job's metadata spell it."""

    settings: dict[str, Any]
    accept_damaged: Literal["true", "false"]


class Validated(Body):
    """What is to be published."""

    duration_ms: int
    has_audio: bool
    loss: Loss | None
    renditions: tuple[Rendition, ...]
    posters: tuple[str, ...]


class ToPublish(State):
    """After validation."""

    valid: Validated


class Caught(BaseModel):
    """What the machine caught, in its own spelling."""

    error: str = Field("", alias="Error")
    cause: str = Field("", alias="Cause")


class Broken(State):
    """Before the end of what is not published."""

    caught: Caught


class Ended(Body):
    """How the upload ended."""

    state: str
    reason: str | None
