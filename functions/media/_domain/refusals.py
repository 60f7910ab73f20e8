"""What media refuses, by name.

NotFound            UploadNotFound, AssetNotFound, PositionNotFound
Conflict            UploadClosed, UploadIncomplete
Gone                UploadLost
PreconditionFailed  UploadChangedMeanwhile
Invalid             FileTooBig, PartOutOfRange, PositionBeyondEnd
  Rejected          NoVideoStream, TooSmall, EmptyFile, UnreadableContainer, DamagedMedia
RenditionsWrong     what was transcoded is not what was planned: our fault, not the uploader's
"""

from chassis.errors import Conflict, Gone, Invalid, NotFound, PreconditionFailed, Refusal


class UploadNotFound(NotFound):
    """There is no such upload, or it is somebody else's."""


class AssetNotFound(NotFound):
    """Nothing is published under this id."""


class PositionNotFound(NotFound):
    """The profile has not played that asset."""


class UploadClosed(Conflict):
    """The upload has ended or is past the point where this can be done."""


class UploadIncomplete(Conflict):
    """Parts are missing, or together they are not as long as was said."""


class UploadLost(Gone):
    """S3 no longer knows the unfinished upload: begin again."""


class UploadChangedMeanwhile(PreconditionFailed):
    """`If-Match` names a version that is no longer the current one."""


class FileTooBig(Invalid):
    """The file is larger than an upload may be."""


class PartOutOfRange(Invalid):
    """The file has no part of this number, or that part has another size."""


class PositionBeyondEnd(Invalid):
    """The position lies behind the asset's end."""


class Rejected(Invalid):
    """The file cannot be published; the subclass says why."""


class NoVideoStream(Rejected):
    """No stream holds a readable picture."""


class TooSmall(Rejected):
    """The picture is smaller than two rungs of a ladder need."""


class EmptyFile(Rejected):
    """The file holds nothing."""


class UnreadableContainer(Rejected):
    """No container that MediaConvert reads."""


class DamagedMedia(Rejected):
    """Not everything could be decoded, and the uploader did not accept that."""


class RenditionsWrong(Refusal, status=500):
    """What was transcoded is not what was planned."""


REASONS = {
    each.kebab_name().replace("-", "_"): each
    for each in (NoVideoStream, TooSmall, EmptyFile, UnreadableContainer, DamagedMedia)
}
"""By the reason that an upload's end states: `too_small` → `TooSmall`."""
