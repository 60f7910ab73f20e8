"""One request's loaders: whatever a query asks and however often, each store is asked once for each kind of thing.

Titles go to the catalogue in one gRPC call; who is followed comes from Neo4j in one statement; ratings from MySQL in
one for each slice that the query names.
"""

from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from strawberry.dataloader import DataLoader

from chassis.errors import Unavailable
from chassis.paging import Cursor
from contracts.rpc.catalogue.v1.catalogue_pb2 import Title
from social import _wiring
from social._domain.profile import ProfileId
from social._domain.rating import TitleId
from social._domain.views import Slice, TitleRatings


class Wanted(NamedTuple):
    """A title's ratings as the profile sees them; `part` None = only its own."""

    title_id: TitleId
    part: Slice | None = None


class Loading:
    """What the resolvers of one request ask."""

    def __init__(self, me: ProfileId) -> None:
        self.me = me
        self.titles: DataLoader[TitleId, Title | None] = DataLoader(self._titles)
        self.ratings: DataLoader[Wanted, TitleRatings] = DataLoader(self._ratings)

    def cursor(self, title_id: TitleId, at: tuple[datetime, ProfileId]) -> str:
        """Where the next slice of the title's ratings starts."""
        return Cursor.sign([at[0].isoformat(), at[1]], self._bound_to(title_id))

    def slice(self, title_id: TitleId, first: int, after: str | None) -> Slice:
        """The slice that a query names. Raises `CursorInvalid`."""
        if after is None:
            return Slice(first)
        at, profile_id = Cursor.verify(after, self._bound_to(title_id))
        return Slice(first, (datetime.fromisoformat(at), profile_id))

    def _bound_to(self, title_id: TitleId) -> dict[str, Any]:
        return {"list": "ratings_by_followed", "title": title_id, "profile": self.me}

    async def _titles(self, ids: list[TitleId]) -> list[Title | None]:
        found = _wiring.catalogue().read(ids)
        return [found.get(each) for each in ids]

    async def _ratings(self, wanted: list[Wanted]) -> list[TitleRatings | Exception]:
        """The profile's own rating rides along with a slice, where there is one; without the graph it goes alone."""
        titles = list(dict.fromkeys(each.title_id for each in wanted))
        parts = list(dict.fromkeys(each.part for each in wanted if each.part))
        try:
            followed = self._followed if parts else []
        except Unavailable as away:
            mine = _wiring.seen_ratings().read(self.me, [], titles, Slice(0))
            return [away if each.part else mine[each.title_id] for each in wanted]
        parts = parts or [Slice(0)]
        seen = {part: _wiring.seen_ratings().read(self.me, followed, titles, part) for part in parts}
        return [seen[each.part or parts[0]][each.title_id] for each in wanted]

    @cached_property
    def _followed(self) -> list[ProfileId]:
        return _wiring.graph().followed_by(self.me)
