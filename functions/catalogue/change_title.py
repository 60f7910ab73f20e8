"""PATCH /titles/{title_id}: change some facts (JSON Merge Patch), if nobody else has in the meantime."""

from catalogue import _wiring
from catalogue._domain.facts import title_was_changed
from catalogue._domain.lock import require_unlocked
from catalogue._domain.thing import changed, differences, patched, require_version
from catalogue._domain.title import TitleId, require_place
from catalogue._domain.views import TitleView
from catalogue._replies.titles import TitleChanges, TitleReply
from chassis import clock
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PATCH /titles/{title_id}", scope="catalogue:write")
def handler(title_id: TitleId, body: TitleChanges, caller: Caller, expected: IfMatch) -> Reply[TitleReply]:
    now = clock.now()
    with _wiring.titles().transaction() as titles:
        title = before = titles.lock(title_id)
        require_version(title, expected)
        facts = patched(title.facts, body.written())
        fields = differences(title.facts, facts)
        if fields:
            require_unlocked(fields, titles.locks(title_id))
            require_place(facts, titles.parent(facts.parent_id))
            title = changed(title, facts, now)
            titles.replace(before, title, caller.sub)
            titles.save(title_was_changed(title, fields, titles.keywords(title_id)))
    view = TitleView(title=title)
    _wiring.cached_titles().fill(view)  # the event does it too, if this process dies here
    return Reply(TitleReply.of(view), version=title.version)
