"""Titles in Redis: one hash per title, `cdlc:catalogue:title:{<id>}`, with `version`, `core` and one field per part.

A removed title leaves a tombstone (`version`, `removed`). Readers do without Redis when it is away; the refresher does
not, since a refresh that is lost would leave a stale title behind.
"""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from catalogue._domain.image import Image
from catalogue._domain.refusals import TitleRemoved
from catalogue._domain.releases import AlternativeTitle, Release
from catalogue._domain.title import Title
from catalogue._domain.translations import Translation
from catalogue._domain.views import PARTS, Company, Country, Credits, Part, TitleView
from chassis.telemetry import logger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

    from catalogue._domain.title import TitleId

KEPT_SECONDS = 24 * 3600
SKIPPED_SECONDS = 2.0

_PUT = Path(__file__).with_name("put_title.lua")


class Held(NamedTuple):
    """What the cache holds of a title: its version (0 = nothing) and parts, `core` among them."""

    version: int
    fields: tuple[str, ...]


class TitleCache:
    """Reads and fills. `read` and `fill…` pass over a Redis that does not answer; the others raise its error."""

    def __init__(self, client: Redis[str]) -> None:
        self._redis = client
        self._put = client.register_script(_PUT.read_text())
        self._away_until = 0.0
        self._told = False

    def read(self, title_id: TitleId, parts: Sequence[Part]) -> TitleView | None:
        """The title if the cache has it with all `parts`. Raises `TitleRemoved` on a tombstone."""
        found = self._unless_away(lambda: self._redis.hmget(_key(title_id), ["removed", "core", *parts]))
        if found is None:
            return None
        removed, *texts = found
        if removed is not None:
            raise TitleRemoved(f"title {title_id} was removed")
        if None in texts:
            return None
        try:
            values = [_adapter(name).validate_json(text) for name, text in zip(("core", *parts), texts, strict=True)]
        except ValidationError:  # kept by an earlier release, in another shape
            return None
        return TitleView(title=values[0], **dict(zip(parts, values[1:], strict=True)))

    def fill(self, view: TitleView) -> None:
        """Keep what was just read from MySQL or written to it, unless the cache knows of a newer version."""
        self._unless_away(lambda: self.put(view))

    def fill_removed(self, title_id: TitleId, version: int) -> None:
        """Leave the tombstone of a title that was just removed in MySQL."""
        self._unless_away(lambda: self.bury(title_id, version))

    def held(self, title_id: TitleId) -> Held:
        """The version and the fields that the cache holds."""
        version, *texts = self._redis.hmget(_key(title_id), ["version", "core", *PARTS])
        fields = [name for name, text in zip(("core", *PARTS), texts, strict=True) if text is not None]
        return Held(int(version or 0), tuple(fields))

    def put(self, view: TitleView) -> bool:
        """Store the title with its parts; False where a newer version (or a tombstone) stands."""
        fields = ["core", _dump("core", view.title)]
        for part in view.parts():
            fields += [part, _dump(part, getattr(view, part))]
        return self._write(view.title.id, view.title.version, *fields)

    def raise_version(self, title_id: TitleId, version: int) -> bool:
        """Note that `version` exists: an older fill that is still under way will be refused."""
        return self._write(title_id, version)

    def bury(self, title_id: TitleId, version: int) -> bool:
        """Leave a tombstone."""
        return self._write(title_id, version, "removed", "1")

    def ping(self) -> None:
        """Ask Redis for an answer. Raises its error."""
        self._redis.ping()

    def _write(self, title_id: TitleId, version: int, *fields: str) -> bool:
        return bool(self._put(keys=[_key(title_id)], args=[version, KEPT_SECONDS, *fields]))

    def _unless_away(self, work: Any) -> Any:
        """`work()`, or None where Redis does not answer: told once, and not asked again for a moment."""
        from redis.exceptions import RedisError  # noqa: PLC0415 - drivers load on first use

        if time.monotonic() < self._away_until:
            return None
        try:
            answer = work()
        except RedisError as error:
            self._away_until = time.monotonic() + SKIPPED_SECONDS
            if not self._told:
                logger().warning("Redis does not answer: titles are read from MySQL", extra={"reason": str(error)})
            self._told = True
            return None
        self._told = False
        return answer


def _key(title_id: TitleId) -> str:
    return f"cdlc:catalogue:title:{{{title_id}}}"


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    kinds: dict[str, Any] = {
        "core": Title,
        "credits": Credits,
        "companies": tuple[Company, ...],
        "countries": tuple[Country, ...],
        "keywords": tuple[str, ...],
        "translations": tuple[Translation, ...],
        "alternative_titles": tuple[AlternativeTitle, ...],
        "releases": tuple[Release, ...],
        "images": tuple[Image, ...],
    }
    return TypeAdapter(kinds[name])


def _dump(name: str, value: object) -> str:
    return _adapter(name).dump_json(value).decode()
