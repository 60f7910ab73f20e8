"""The release calendar in MySQL: releases of a country, and episodes on the day they were first shown.

An episode's day counts as a tv release in the countries that its series was made in, unless the episode has a tv
release of its own there. Pages continue after a position (keyset), so what comes in meanwhile moves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue._adapters.mysql_rows import aware
from catalogue._domain.calendar import CalendarEntry
from catalogue._domain.title import TitleId
from chassis.ids import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from catalogue._domain.calendar import CalendarQuery, Place
    from chassis.mysql import Database

_TITLE = "t.kind, t.name, x.name AS series_name, s.number AS season_number, t.number, t.updated_at"
_SERIES = "LEFT JOIN titles s ON s.id = t.parent_id LEFT JOIN titles x ON x.id = s.parent_id"
_RELEASES = f"""
SELECT r.release_date, r.title_id, r.type, r.certification, r.note, {_TITLE}
FROM title_releases r JOIN titles t ON t.id = r.title_id {_SERIES}
WHERE r.country_code = %(country)s AND r.release_date BETWEEN %(first)s AND %(last)s AND t.removed_at IS NULL
  AND (%(type)s IS NULL OR r.type = %(type)s) AND (%(kind)s IS NULL OR t.kind = %(kind)s)
  AND (r.release_date, r.title_id, r.type) > (%(day)s, %(id)s, %(place)s)
ORDER BY r.release_date, r.title_id, r.type LIMIT %(limit)s
"""  # noqa: S608 - constants
_EPISODES = f"""
SELECT t.release_date, t.id AS title_id, 'tv' AS type, NULL AS certification, '' AS note, {_TITLE}
FROM titles t {_SERIES} JOIN title_countries c ON c.title_id = x.id AND c.country_code = %(country)s
WHERE t.kind = 'episode' AND t.release_date BETWEEN %(first)s AND %(last)s AND t.removed_at IS NULL
  AND (t.release_date, t.id, 'tv') > (%(day)s, %(id)s, %(place)s) AND NOT EXISTS (
    SELECT 1 FROM title_releases o WHERE o.title_id = t.id AND o.country_code = %(country)s AND o.type = 'tv')
ORDER BY t.release_date, t.id LIMIT %(limit)s
"""  # noqa: S608 - constants


class Calendar:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, query: CalendarQuery, after: Place | None, limit: int) -> list[CalendarEntry]:
        """At most `limit` releases after a place, by day."""
        day, title_id, place = after or (query.first, "", "")
        params = {
            "country": query.country_code,
            "first": max(query.first, day),
            "last": query.last,
            "type": query.type,
            "kind": query.kind,
            "day": day,
            "id": to_bytes(title_id) if title_id else b"",
            "place": place,
            "limit": limit,
        }
        with self._database.read() as tx:
            rows = tx.all(_RELEASES, params)
            if query.type in {None, "tv"} and query.kind in {None, "episode"}:
                rows += tx.all(_EPISODES, params)
        return sorted(map(_entry, rows), key=lambda each: each.place)[:limit]


def _entry(row: Mapping[str, Any]) -> CalendarEntry:
    own = {"title_id": TitleId(from_bytes(row["title_id"])), "updated_at": aware(row["updated_at"])}
    return CalendarEntry(**{**row, **own})
