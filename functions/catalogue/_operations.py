"""The beats that adding, changing, removing and listing people, companies and collections share."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from catalogue._adapters.mysql_things import Things
from catalogue._domain.facts import thing_was_added, thing_was_changed, thing_was_removed
from catalogue._domain.listing import Listing
from catalogue._domain.thing import Thing, changed, differences, patched, removed, require_version
from chassis import clock
from chassis.events import Event
from chassis.http import Caller, IdempotencyKey, Page, Reply
from chassis.idempotency import once
from chassis.ids import new_id
from chassis.paging import Cursor

F = TypeVar("F")
R = TypeVar("R")


def add(store: Things[F], facts: F, show: Callable[[Thing[F]], R], caller: Caller, key: IdempotencyKey) -> Reply[R]:
    """A new thing of `facts`; the same key adds it once. Raises what the kind refuses."""
    now = clock.now()
    shape, events = store.open.shape, list[Event]()
    with store.transaction() as things:

        def work() -> Reply[R]:
            thing = Thing(kind=shape.kind, id=new_id(now), facts=facts, version=1, created_at=now, updated_at=now)
            things.add(thing, caller.sub)
            events.append(thing_was_added(thing))
            return Reply(show(thing), version=1, location=f"/api/catalogue/{shape.table}/{thing.id}")

        reply, _ = once(things.tx, caller.sub, f"Add{shape.kind.title()}", key, key.body_hash, work)
        things.tx.save(*events)
    return reply


def change(store: Things[F], thing_id: str, patch: Mapping[str, Any], caller: Caller, expected: int) -> Thing[F]:
    """The thing after a merge patch; one that changes nothing makes no version. Raises what the kind refuses."""
    now = clock.now()
    with store.transaction() as things:
        before = after = things.lock(thing_id)
        require_version(before, expected)
        facts = patched(before.facts, patch)
        fields = differences(before.facts, facts)
        if fields:
            after = changed(before, facts, now)
            others = things.replace(before, after, caller.sub)
            things.tx.save(thing_was_changed(after, fields), *others)
    return after


def remove(store: Things[F], thing_id: str, caller: Caller, expected: int) -> Reply[None]:
    """Remove the thing; from then on its address answers 410. Raises what the kind refuses."""
    now = clock.now()
    with store.transaction() as things:
        before = things.lock(thing_id)
        require_version(before, expected)
        things.require_removable(before)
        after = removed(before, now)
        others = things.replace(before, after, caller.sub)
        things.tx.save(thing_was_removed(after), *others)
    return Reply(None)


def page(store: Things[F], asked: Listing, cursor: str | None, limit: int, show: Callable[[Thing[F]], R]) -> Page[R]:
    """A page of the kind's list."""
    bound_to = {"list": store.open.shape.table, **asdict(asked)}
    after = None if cursor is None else Cursor.verify(cursor, bound_to)
    things, position = store.page(asked, after, limit)
    more = None if position is None else Cursor.sign(position, bound_to)
    return Page(items=[show(each) for each in things], next_cursor=more)
