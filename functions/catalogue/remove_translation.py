"""DELETE /titles/{title_id}/translations/{language}: drop a title's texts in one language."""

from catalogue import _title_parts, _wiring
from catalogue._domain.title import TitleId
from catalogue._domain.translations import canonical
from catalogue._replies.translations import Tag
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("DELETE /titles/{title_id}/translations/{language}", scope="catalogue:write", status=204)
def handler(title_id: TitleId, language: Tag, caller: Caller, expected: IfMatch) -> Reply[None]:
    translations, tag = _wiring.translations(), canonical(language)
    none, title = _title_parts.change(title_id, caller, expected, lambda parts: translations.remove(parts, tag))
    return Reply(none, version=title.version)
