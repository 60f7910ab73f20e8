"""DELETE /titles/{title_id}/translations/{language}: drop a title's texts in one language."""

from functools import partial

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._domain.translations import canonical
from catalogue._replies.translations import Tag
from catalogue._title_parts import change_part
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /titles/{title_id}/translations/{language}", scope="catalogue:write", status=204)
def handler(title_id: TitleId, language: Tag, caller: Caller, expected: IfMatch) -> Reply[None]:
    remove = partial(_wiring.translations().remove, title_id, canonical(language))
    title = change_part(title_id, expected, caller.sub, "translations", remove)
    return Reply(None, version=title.version)
