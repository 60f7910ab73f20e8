"""PUT /titles/{title_id}/translations/{language}: a title's texts in one language, in place of those there were."""

from functools import partial

from catalogue import _wiring
from catalogue._domain.title import TitleId
from catalogue._replies.translations import Tag, TranslationItem, TranslationTexts
from catalogue._title_parts import change_part
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PUT /titles/{title_id}/translations/{language}", scope="catalogue:write")
def handler(
    title_id: TitleId, language: Tag, body: TranslationTexts, caller: Caller, expected: IfMatch
) -> Reply[TranslationItem]:
    wanted = body.translation(language)
    put = partial(_wiring.translations().put, title_id, wanted)
    title = change_part(title_id, expected, caller.sub, "translations", put)
    return Reply(TranslationItem.of(wanted), version=title.version)
