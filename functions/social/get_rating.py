"""GET /ratings/{title_id}: the caller's rating of a title."""

from chassis.http import Caller, Reply, endpoint
from social import _wiring
from social._domain.profile import acting_profile
from social._domain.rating import TitleId
from social._domain.refusals import RatingNotFound
from social._replies import RatingReply


@endpoint("GET /ratings/{title_id}", scope="social:read")
def handler(title_id: TitleId, caller: Caller) -> Reply[RatingReply]:
    rating = _wiring.ratings().read(acting_profile(caller.profile_id, caller.sub), title_id)
    if rating is None or not rating.exists:
        raise RatingNotFound("this profile has not rated the title")
    return Reply(RatingReply.of(rating), version=rating.version)
