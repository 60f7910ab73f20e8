"""PUT /ratings/{title_id}: rate a title in half stars; a change names the version that it has seen (If-Match)."""

from chassis import clock
from chassis.http import Caller, IfMatch, Reply, endpoint
from social import _wiring
from social._domain.profile import acting_profile
from social._domain.rating import TitleId, rated
from social._domain.refusals import TitleNotFound
from social._replies import NewRating, RatingReply


@endpoint("PUT /ratings/{title_id}", scope="social:write")
def handler(title_id: TitleId, body: NewRating, caller: Caller, expected: IfMatch | None) -> Reply[RatingReply]:
    me, now = acting_profile(caller.profile_id, caller.sub), clock.now()
    if title_id not in _wiring.catalogue().read([title_id]):
        raise TitleNotFound(f"the catalogue has no title {title_id}")
    with _wiring.ratings().transaction() as ratings:
        before = ratings.lock(me, title_id, now)
        rating = rated(before, body.value, expected, now)
        if rating != before:
            ratings.save(rating, now)
    location = None if before.exists else f"/api/social/ratings/{title_id}"
    return Reply(
        RatingReply.of(rating), version=rating.version, location=location, status=200 if before.exists else 201
    )
