"""GET /titles/{title_id}/episodes: the episodes of a series or of one season, in their order."""

from dataclasses import asdict

from catalogue import _wiring
from catalogue._domain.structure import BEFORE_ALL
from catalogue._domain.title import TitleId
from catalogue._replies.structure import EpisodeItem
from chassis.http import Page, endpoint
from chassis.paging import Cursor, Limit


@endpoint("GET /titles/{title_id}/episodes", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(title_id: TitleId, limit: Limit = 20, cursor: str | None = None) -> Page[EpisodeItem]:
    bound_to = {"episodes_of": title_id}
    season, number = BEFORE_ALL if cursor is None else Cursor.verify(cursor, bound_to)
    rows = _wiring.structure().episodes(title_id, (season, number), limit + 1)
    more = Cursor.sign(rows[limit - 1].place, bound_to) if len(rows) > limit else None
    return Page(items=[EpisodeItem.model_validate(asdict(row)) for row in rows[:limit]], next_cursor=more)
