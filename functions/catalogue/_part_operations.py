"""The beats that changing a part of a title shares: the title is locked, gets its next version and tells of it."""

from collections.abc import Callable
from typing import TypeVar

from catalogue import _wiring
from catalogue._adapters.mysql_retold import retell
from catalogue._adapters.mysql_title_parts import OpenParts
from catalogue._adapters.mysql_titles import OpenTitles
from catalogue._domain.history import FieldChange
from catalogue._domain.title import Title, TitleId, require_version
from catalogue._domain.views import TitleView
from chassis import clock
from chassis.events import Event
from chassis.http import Caller, Reply

R = TypeVar("R")
Work = Callable[[OpenParts], tuple[R, list[FieldChange]]]


def written(
    titles: OpenTitles, title_id: TitleId, caller: Caller, expected: int, work: Work[R]
) -> tuple[R, Title, list[Event]]:
    """What `work` made, the title as it is then, and what to publish; nothing where it changed nothing."""
    now = clock.now()
    title = titles.lock(title_id)
    require_version(title, expected)
    made, changes = work(OpenParts(titles.tx, title, now))
    if not changes:
        return made, title, []
    after, event = retell(titles.tx, title, changes, now, caller.sub)
    return made, after, [event]


def change(title_id: TitleId, caller: Caller, expected: int, work: Work[R]) -> tuple[R, Title]:
    """The same in a transaction of its own, and for readers at once."""
    with _wiring.titles().transaction() as titles:
        made, title, events = written(titles, title_id, caller, expected, work)
        titles.save(*events)
    show(title)
    return made, title


def show(title: Title) -> None:
    """Let readers see the next version, its parts read anew; the event does it too, if this process dies here."""
    _wiring.cached_titles().fill(TitleView(title=title))


def reply(body: R, title: Title) -> Reply[R]:
    """A part under its title's version."""
    return Reply(body, version=title.version)
