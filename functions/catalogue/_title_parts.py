"""What operations on a title's parts have in common: read through the cache, change with all that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from catalogue import _wiring
from catalogue._domain.lock import require_unlocked
from catalogue._domain.thing import require_version
from catalogue._domain.translations import preferred
from catalogue._domain.views import TitleView
from chassis import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from catalogue._adapters.mysql_title_parts import OpenParts
    from catalogue._adapters.mysql_titles import OpenTitles
    from catalogue._domain.history import FieldChange
    from catalogue._domain.title import Title, TitleId
    from catalogue._domain.views import Part
    from chassis.events import Event
    from chassis.http import Caller
    from chassis.requests import Request

R = TypeVar("R")


def read_view(title_id: TitleId, parts: Sequence[Part]) -> TitleView:
    """The title with `parts`, from Redis or else from MySQL. Raises `TitleNotFound`, `TitleRemoved`."""
    cache = _wiring.cached_titles()
    view = cache.read(title_id, parts)
    if view is None:
        view = _wiring.titles().read(title_id, parts)
        cache.fill(view)
    return view


def change(
    title_id: TitleId, caller: Caller, expected: int, work: Callable[[OpenParts], tuple[R, list[FieldChange]]]
) -> tuple[R, Title]:
    """What `work` made of a title's parts at the version `expected`, and the title as it is then.

    The title's next version, its history and its event go with it; what changes nothing leaves none of them.
    """
    with _wiring.titles().transaction() as titles:
        made, title, events = written(titles, title_id, caller, expected, work)
        titles.save(*events)
    show(title)
    return made, title


def written(
    titles: OpenTitles,
    title_id: TitleId,
    caller: Caller,
    expected: int,
    work: Callable[[OpenParts], tuple[R, list[FieldChange]]],
) -> tuple[R, Title, list[Event]]:
    """The same within a transaction, with what it is to publish."""
    from catalogue._adapters.mysql_retold import retell  # noqa: PLC0415 - drivers load on first use
    from catalogue._adapters.mysql_title_parts import OpenParts  # noqa: PLC0415

    now = clock.now()
    title = titles.lock(title_id)
    require_version(title, expected)
    made, changes = work(OpenParts(titles.tx, title, now))
    if not changes:
        return made, title, []
    require_unlocked((each.field for each in changes), titles.locks(title_id))
    after, event = retell(titles.tx, title, changes, now, caller.sub)
    return made, after, [event]


def show(title: Title) -> None:
    """Let readers see the next version, its parts read anew; the event does it too, if this process dies here."""
    _wiring.cached_titles().fill(TitleView(title=title))


def text_language(asked: str | None, request: Request) -> tuple[str, dict[str, str]]:
    """The language of texts that a reader wants, empty for none, and the headers that say what it depends on.

    `asked` is part of the address, which caches tell apart already; only what `Accept-Language` decides varies by it.
    """
    if asked is not None:
        return asked, {}
    return preferred(request.headers.get("accept-language", "")), {"Vary": "Accept-Language"}
