"""Availability in MySQL: one statement whatever the number of ids.

It starts from the country, so that no row at all means that there is no such country. An episode's day counts as its
tv release in the countries that its series was made in, as in the release calendar.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from catalogue._domain.availability import Availability, LocalRelease
from catalogue._domain.refusals import UnknownCountry
from catalogue._domain.title import TitleId
from chassis.errors import FieldError
from chassis.ids import from_bytes, is_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from chassis.mysql import Database

_TITLE = "t.id, t.kind, t.status, t.release_date, t.removed_at"
_AVAILABILITY = f"""
SELECT {_TITLE}, r.type, r.release_date AS day, r.certification
FROM countries l LEFT JOIN titles t ON t.id IN %(ids)s
  LEFT JOIN title_releases r ON r.title_id = t.id AND r.country_code = l.code
WHERE l.code = %(country)s
UNION ALL
SELECT {_TITLE}, 'tv', t.release_date, NULL
FROM titles t JOIN titles s ON s.id = t.parent_id
  JOIN title_countries c ON c.title_id = s.parent_id AND c.country_code = %(country)s
WHERE t.id IN %(ids)s AND t.kind = 'episode' AND t.release_date IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM title_releases o WHERE o.title_id = t.id AND o.country_code = %(country)s AND o.type = 'tv')
ORDER BY id, day, type
"""  # noqa: S608 - constants
_NOBODY = b""
"""Is no title's id: SQL has no empty list."""


class Availabilities:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, ids: Sequence[str], country_code: str) -> dict[str, Availability]:
        """Of every title that there is or was, by id; what is no UUID names none. Raises `UnknownCountry`."""
        keys = tuple(to_bytes(each) for each in ids if is_id(each)) or (_NOBODY,)
        with self._database.read() as tx:
            rows = tx.all(_AVAILABILITY, {"ids": keys, "country": country_code})
        if not rows:
            at = FieldError("/country_code", "unknown", "it is not known")
            raise UnknownCountry(f"{country_code} is no country of ISO 3166-1", errors=[at])
        titles = groupby((row for row in rows if row["id"]), key=lambda row: row["id"])
        return {each.title_id: each for each in (_of(list(group)) for _, group in titles)}


def _of(rows: Sequence[dict[str, Any]]) -> Availability:
    first = rows[0]
    return Availability(
        title_id=TitleId(from_bytes(first["id"])),
        kind=first["kind"],
        status=first["status"],
        release_date=first["release_date"],
        removed=first["removed_at"] is not None,
        releases=tuple(_releases(rows)),
    )


def _releases(rows: Iterable[dict[str, Any]]) -> Iterable[LocalRelease]:
    for row in rows:
        if row["type"]:
            yield LocalRelease(type=row["type"], release_date=row["day"], certification=row["certification"])
