"""PUT /titles/{title_id}/locks/{field}: let nobody change a field or a part of a title, imports included."""

from catalogue import _title_parts
from catalogue._adapters.mysql_locks import put_lock
from catalogue._domain.lock import Lockable
from catalogue._domain.title import TitleId
from catalogue._replies.proposals import LockReply, NewLock
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PUT /titles/{title_id}/locks/{field}", scope="catalogue:review")
def handler(title_id: TitleId, field: Lockable, body: NewLock, caller: Caller, expected: IfMatch) -> Reply[LockReply]:
    lock, title = _title_parts.change(
        title_id, caller, expected, lambda parts: put_lock(parts, field, body.reason, caller.sub)
    )
    return Reply(LockReply.of(field, lock), version=title.version)
