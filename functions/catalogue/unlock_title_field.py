"""DELETE /titles/{title_id}/locks/{field}: let a field or a part of a title be changed again."""

from catalogue import _title_parts
from catalogue._adapters.mysql_locks import remove_lock
from catalogue._domain.lock import Lockable
from catalogue._domain.title import TitleId
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /titles/{title_id}/locks/{field}", scope="catalogue:review", status=204)
def handler(title_id: TitleId, field: Lockable, caller: Caller, expected: IfMatch) -> Reply[None]:
    _, title = _title_parts.change(title_id, caller, expected, lambda parts: remove_lock(parts, field))
    return Reply(None, version=title.version)
