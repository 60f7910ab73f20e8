"""POST /titles/{title_id}/credits: credit a person; the same Idempotency-Key does it once."""

from catalogue import _title_parts, _wiring
from catalogue._domain.title import Title, TitleId
from catalogue._replies.credits import CreditReply, NewCredit
from chassis.events import Event
from chassis.http import Caller, IdempotencyKey, IfMatch, Reply, endpoint
from chassis.idempotency import once


@endpoint("POST /titles/{title_id}/credits", scope="catalogue:write", status=201)
def handler(
    title_id: TitleId, body: NewCredit, caller: Caller, expected: IfMatch, key: IdempotencyKey
) -> Reply[CreditReply]:
    told, shown = list[Event](), list[Title]()
    with _wiring.titles().transaction() as titles:

        def add() -> Reply[CreditReply]:
            facts = body.facts()
            credit, title, events = _title_parts.written(
                titles, title_id, caller, expected, lambda parts: parts.add_credit(facts)
            )
            told.extend(events)
            shown.append(title)
            location = f"/api/catalogue/titles/{title_id}?append=credits"  # a credit is read with its title
            return Reply(CreditReply.of(credit), version=title.version, location=location)

        reply, _ = once(titles.tx, caller.sub, "AddCredit", key, key.body_hash, add)
        titles.save(*told)
    for title in shown:
        _title_parts.show(title)
    return reply
