"""POST /titles: add a title; the same Idempotency-Key adds it once."""

from catalogue import _wiring
from catalogue._domain.facts import title_was_added
from catalogue._domain.title import TitleId, added, require_place
from catalogue._domain.views import TitleView
from catalogue._replies.titles import NewTitle, TitleReply
from chassis import clock
from chassis.events import Event
from chassis.http import Caller, IdempotencyKey, Reply, endpoint
from chassis.idempotency import once
from chassis.ids import new_id


@endpoint("POST /titles", scope="catalogue:write", status=201)
def handler(body: NewTitle, caller: Caller, key: IdempotencyKey) -> Reply[TitleReply]:
    now = clock.now()
    events: list[Event] = []
    with _wiring.titles().transaction() as titles:

        def add() -> Reply[TitleReply]:
            facts = body.facts()
            require_place(facts, titles.parent(facts.parent_id))
            title = added(TitleId(new_id(now)), facts, now)
            titles.add(title, caller.sub)
            events.append(title_was_added(title))
            reply = TitleReply.of(TitleView(title=title))
            return Reply(reply, version=title.version, location=f"/api/catalogue/titles/{title.id}")

        reply, _ = once(titles.tx, caller.sub, "AddTitle", key, key.body_hash, add)
        titles.save(*events)
    return reply
