"""PUT /titles/{title_id}/translations/{language}: a title's texts in one language, in place of those there were."""

from catalogue import _title_parts, _wiring
from catalogue._domain.title import TitleId
from catalogue._replies.translations import Tag, TranslationItem, TranslationTexts
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PUT /titles/{title_id}/translations/{language}", scope="catalogue:write")
def handler(
    title_id: TitleId, language: Tag, body: TranslationTexts, caller: Caller, expected: IfMatch
) -> Reply[TranslationItem]:
    translations, wanted = _wiring.translations(), body.translation(language)
    made, title = _title_parts.change(title_id, caller, expected, lambda parts: translations.put(parts, wanted))
    return Reply(TranslationItem.of(made), version=title.version)
