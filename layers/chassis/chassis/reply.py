"""What a handler returns beside a plain model: `Reply` with its version, location and headers; ETags; JSON."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, PlainSerializer, TypeAdapter

from chassis.clock import rfc3339
from chassis.errors import BadRequest

T = TypeVar("T")
Instant = Annotated[datetime, PlainSerializer(rfc3339, return_type=str, when_used="json")]  # UTC, milliseconds, Z


def _in_utc(asked: datetime) -> datetime:
    try:
        return asked.astimezone(UTC)
    except OverflowError:
        raise ValueError("this instant lies outside the years 1 to 9999 of UTC") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant that a caller sends, with its zone; UTC for the function."""
_TAG = re.compile(r'(?:W/)?"(\d{1,9})(?:-[0-9a-z]+)?"')
_PLAIN: TypeAdapter[Any] = TypeAdapter(Any)


class Body(BaseModel):
    """Base of request and reply models: frozen, refuses unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


@dataclass(slots=True)
class Reply(Generic[T]):
    """A body with what belongs to it. `version` becomes the ETag; `status` only where it is not the operation's."""

    body: T | bytes | None  # bytes are written already
    version: int | None = None
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None


def to_json(body: object) -> str:
    """JSON of a model, a dataclass or plain data, by pydantic's serializer; bytes are written already."""
    if isinstance(body, bytes):
        return body.decode()
    return body.model_dump_json(by_alias=True) if isinstance(body, BaseModel) else _PLAIN.dump_json(body).decode()


def etag(version: int, variant: str) -> str:
    """`"7-1f3a9c02"`: the version, and a hash of what else shapes the representation (query, language)."""
    return f'"{version}-{hashlib.sha256(variant.encode()).hexdigest()[:8]}"'


def version_of(if_match: str) -> int:
    """The version that `If-Match` names (weak: the edge weakens tags when it compresses), or `BadRequest`."""
    match = _TAG.fullmatch(if_match.strip())
    if match is None:
        raise BadRequest(f"If-Match {if_match!r} is not an ETag of this resource")
    return int(match[1])


def matches(if_none_match: str, tag: str) -> bool:
    """Weak comparison of RFC 9110: whether any listed tag is `tag`, or the list is `*`."""
    return any(item.strip().removeprefix("W/") in {"*", tag} for item in if_none_match.split(","))
