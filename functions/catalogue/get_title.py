"""GET /titles/{title_id}: one title in a language, with `append=` of up to five of its parts."""

from dataclasses import replace

from catalogue._domain.title import TitleId
from catalogue._domain.translations import translated
from catalogue._domain.views import wanted_parts
from catalogue._replies.titles import TitleReply
from catalogue._replies.translations import TextLanguage
from catalogue._title_parts import read_view, text_language
from chassis.http import Reply, Request, endpoint


@endpoint("GET /titles/{title_id}", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(title_id: TitleId, request: Request, append: str = "", language: TextLanguage = None) -> Reply[TitleReply]:
    parts = wanted_parts(append)
    tag, headers = text_language(language, request)
    view = read_view(title_id, (*parts, "translations") if tag and "translations" not in parts else parts)
    title, languages = translated(view.title, view.translations or (), tag)
    if languages:
        headers["Content-Language"] = ", ".join(languages)
    shown = replace(view, title=title, translations=view.translations if "translations" in parts else None)
    return Reply(TitleReply.of(shown), version=title.version, headers=headers)
