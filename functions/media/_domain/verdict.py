"""How a transcoding that did not go through ends: rejected for what the file is, or failed through no fault of it.

What the state machine catches has an error's name and a cause: a task's refusal by its class, MediaConvert's answer to
Probe by its exception, a job by its error code.
https://docs.aws.amazon.com/mediaconvert/latest/ug/mediaconvert_error_codes.html
"""

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from media._domain.refusals import REASONS

_BY_CLASS = {refusal.__name__: reason for reason, refusal in REASONS.items()}
_BY_CODE = {1010: "unreadable_container", 1030: "no_video_stream", 1040: "damaged_media"}
_PROBE_REFUSED = "BadRequestException"


class Verdict(NamedTuple):
    """`reason` is a snake_case name, `detail` a sentence."""

    state: Literal["rejected", "failed"]
    reason: str
    detail: str


def verdict(error: str, cause: str) -> Verdict:
    """What the caught error says of the upload."""
    told = _told(cause)
    if error in _BY_CLASS:
        return Verdict("rejected", _BY_CLASS[error], str(told.get("errorMessage", cause)))
    if error.endswith(_PROBE_REFUSED):
        return Verdict("rejected", "unreadable_container", cause)
    code, message = told.get("ErrorCode"), str(told.get("ErrorMessage", cause))
    if code in _BY_CODE:
        return Verdict("rejected", _BY_CODE[code], message)
    return Verdict("failed", "transcoding_failed", f"{error}: {told.get('errorMessage', message)}")


def _told(cause: str) -> Mapping[str, Any]:
    """The cause as a document; nothing where it is a sentence."""
    try:
        document = json.loads(cause)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
