"""What one profile sees of titles' ratings: its own and those by whom it follows, one statement for many titles."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from chassis.ids import from_bytes, to_bytes
from social._domain.profile import ProfileId
from social._domain.rating import TitleId
from social._domain.views import GivenRating, TitleRatings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chassis.mysql import Database
    from social._domain.views import Slice

# Ratings fall into parts: the profile's own (mine), those at or before the cursor, those after it. Of the first two one
# row is enough: it carries the mean and the number of all that the followed say, even where the cursor is at the end.
_SEEN = """
SELECT title_id, profile_id, value, rated_at, mine, later, total, average FROM (
  SELECT x.*, ROW_NUMBER() OVER (PARTITION BY title_id, mine, later ORDER BY rated_at DESC, profile_id DESC) AS place
  FROM (
    SELECT title_id, profile_id, value, rated_at, profile_id = %(me)s AS mine, {later} AS later,
      COUNT(*) OVER (PARTITION BY title_id, profile_id = %(me)s) AS total,
      AVG(value) OVER (PARTITION BY title_id, profile_id = %(me)s) AS average
    FROM ratings WHERE title_id IN %(titles)s AND profile_id IN %(profiles)s AND value IS NOT NULL
  ) x
) y WHERE place = 1 OR (later AND place <= %(limit)s) ORDER BY title_id, place
"""
_LATER = "(rated_at, profile_id) < (%(after_at)s, %(after_by)s)"


class SeenRatings:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(
        self, me: ProfileId, followed: Sequence[ProfileId], titles: Sequence[TitleId], part: Slice
    ) -> dict[TitleId, TitleRatings]:
        """Every one of `titles` with what `me` sees; of the followed ones' ratings one more than `part.first`."""
        values: dict[str, object] = {
            "me": to_bytes(me),
            "profiles": tuple(to_bytes(each) for each in (me, *followed)),
            "titles": tuple(to_bytes(each) for each in titles),
            "limit": part.first + 1,
        }
        if part.after:
            values["after_at"] = part.after[0].astimezone(UTC).replace(tzinfo=None)
            values["after_by"] = to_bytes(part.after[1])
        with self._database.read() as tx:
            rows = tx.all(_SEEN.format(later=_LATER if part.after else "TRUE"), values)
        return {title: _ratings(title, [row for row in rows if row["title_id"] == to_bytes(title)]) for title in titles}


def _ratings(title_id: TitleId, rows: Sequence[Mapping[str, Any]]) -> TitleRatings:
    theirs = [row for row in rows if not row["mine"]]
    mine = [_given(row) for row in rows if row["mine"]]
    return TitleRatings(
        title_id=title_id,
        mine=mine[0] if mine else None,
        by_followed=tuple(_given(row) for row in theirs if row["later"]),
        average=float(theirs[0]["average"]) if theirs else None,
        total=theirs[0]["total"] if theirs else 0,
    )


def _given(row: Mapping[str, Any]) -> GivenRating:
    return GivenRating(ProfileId(from_bytes(row["profile_id"])), row["value"], row["rated_at"].replace(tzinfo=UTC))
