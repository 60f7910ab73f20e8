"""A title as discovery knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.errors import Invalid


class MalformedTitle(Invalid):
    """An event's data that is not what the catalogue promises."""


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """What the newest event said; `tmdb_id` None = the title has no film number at TMDB."""

    id: str
    tmdb_id: int | None
    name: str
    version: int


def known_title(data: Mapping[str, Any], version: int) -> KnownTitle:
    """The title that TitleAdded and TitleChanged carry. Raises `MalformedTitle`."""
    try:
        tmdb = data["external_ids"].get("tmdb") if data["kind"] == "film" else None
        return KnownTitle(data["title_id"], int(tmdb) if tmdb else None, data["title"], version)
    except (KeyError, AttributeError, ValueError, TypeError) as error:
        raise MalformedTitle(f"not a title of the catalogue: {type(error).__name__}: {error}") from error
