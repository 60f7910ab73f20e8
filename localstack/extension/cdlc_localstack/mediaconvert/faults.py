"""What goes wrong, as MediaConvert says it: refusals of calls, and the codes with which jobs end.

https://docs.aws.amazon.com/mediaconvert/latest/ug/mediaconvert_error_codes.html
"""

from __future__ import annotations

FILE_ACCESS = 1010  # cannot be opened: no such container, or not what it says
NO_STREAM = 1030  # opened, but what the job asks for is not in it, or cannot be decoded at all
DAMAGED = 1040  # decoding failed on the way
INPUT_MISSING = 1404
INTERNAL = 1999  # a limit of time, memory or size; an encoder that gave up
OUTPUT_MISSING = 3404  # no such bucket
OUTPUT = 3999


class JobFailed(Exception):
    """A job ends in ERROR with this code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Canceled(Exception):
    """Somebody cancelled the job while it ran."""


class Refused(Exception):
    """A call is refused; `kind` is AWS's name of the exception, `status` its HTTP status."""

    kind, status = "BadRequestException", 400


class NotFound(Refused):
    """What the call names does not exist."""

    kind, status = "NotFoundException", 404


class Conflict(Refused):
    """The thing's state does not allow the call."""

    kind, status = "ConflictException", 409
