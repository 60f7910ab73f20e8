"""What several operations on a title's parts have in common: read through the cache, change with all that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalogue import _wiring
from catalogue._domain.facts import title_was_changed
from catalogue._domain.title import changed, require_version
from catalogue._domain.translations import preferred
from catalogue._domain.views import TitleView
from chassis import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from catalogue._domain.history import FieldChange
    from catalogue._domain.title import Title, TitleId
    from catalogue._domain.views import Part
    from chassis.mysql import Transaction
    from chassis.requests import Request

    Work = Callable[[Transaction, datetime], FieldChange]


def read_view(title_id: TitleId, parts: Sequence[Part]) -> TitleView:
    """The title with `parts`, from Redis or else from MySQL. Raises `TitleNotFound`, `TitleRemoved`."""
    cache = _wiring.cached_titles()
    view = cache.read(title_id, parts)
    if view is None:
        view = _wiring.titles().read(title_id, parts)
        cache.fill(view)
    return view


def change_part(title_id: TitleId, expected: int, by: str, part: Part, work: Work) -> Title:
    """Change a part of a title at the version `expected`: `work` stores it and says what differs.

    The title's next version, its history and its event go with it; what differs in nothing leaves none of them.
    """
    now = clock.now()
    with _wiring.titles().transaction() as titles:
        title = titles.lock(title_id)
        require_version(title, expected)
        change = work(titles.tx, now)
        if change.before != change.after:
            title = changed(title, title.facts, now)
            titles.replace_part(title, change, by)
            titles.save(title_was_changed(title, [part], titles.keywords(title_id)))
    _wiring.cached_titles().fill(TitleView(title=title))  # the event does it too, if this process dies here
    return title


def text_language(asked: str | None, request: Request) -> tuple[str, dict[str, str]]:
    """The language of texts that a reader wants, empty for none, and the headers that say what it depends on.

    `asked` is part of the address, which caches tell apart already; only what `Accept-Language` decides varies by it.
    """
    if asked is not None:
        return asked, {}
    return preferred(request.headers.get("accept-language", "")), {"Vary": "Accept-Language"}
