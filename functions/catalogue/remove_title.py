"""DELETE /titles/{title_id}: remove a title, if nobody else has changed it; from then on its address answers 410."""

from catalogue import _wiring
from catalogue._domain.facts import title_was_removed
from catalogue._domain.thing import require_version
from catalogue._domain.title import TitleId, removed
from chassis import clock
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /titles/{title_id}", scope="catalogue:write", status=204)
def handler(title_id: TitleId, caller: Caller, expected: IfMatch) -> Reply[None]:
    now = clock.now()
    with _wiring.titles().transaction() as titles:
        before = titles.lock(title_id)
        require_version(before, expected)
        titles.require_no_parts(title_id)
        title = removed(before, now)
        titles.replace(before, title, caller.sub)
        titles.save(title_was_removed(title))
    _wiring.cached_titles().fill_removed(title_id, title.version)  # the event does it too, if this process dies here
    return Reply(None)
