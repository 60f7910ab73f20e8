"""What can be proposed to and reverted: a title, a person. Each knows its merge patch and how a change is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from catalogue import _wiring
from catalogue._adapters.mysql_external_ids import replace_external_ids
from catalogue._adapters.mysql_locks import locks_of
from catalogue._adapters.mysql_people import OpenPeople
from catalogue._adapters.mysql_titles import OpenTitles
from catalogue._domain.edit_refusals import OutdatedValue
from catalogue._domain.facts import thing_was_changed, title_was_changed
from catalogue._domain.lock import require_unlocked
from catalogue._domain.thing import changed, differences, patched
from catalogue._domain.title import TitleId, require_place
from catalogue._domain.views import TitleView
from catalogue._replies.people import PersonChanges
from catalogue._replies.titles import TitleChanges
from chassis.errors import FieldError
from chassis.ids import to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from catalogue._domain.history import ThingKind
    from catalogue._domain.person import PersonFacts
    from catalogue._domain.thing import Thing
    from catalogue._domain.title import Title
    from chassis.events import Event
    from chassis.mysql import Transaction

_TRY, _UNDO = "SAVEPOINT trial", "ROLLBACK TO SAVEPOINT trial"


class Edited:
    """A kind of thing within one transaction."""

    changes: type[TitleChanges | PersonChanges]
    """The merge patch of the kind's PATCH."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def load(self, thing_id: str) -> Thing[Any]:
        """The thing. Raises the kind's refusals where there is none, or none any more."""
        raise NotImplementedError

    def lock(self, thing_id: str) -> Thing[Any]:
        """The thing, kept from concurrent writers until the end. Raises what `load` raises."""
        raise NotImplementedError

    def show(self, after: Thing[Any]) -> None:
        """Let readers see the next version at once."""

    def locked(self, thing_id: str) -> frozenset[str]:
        """The names of the locked fields."""
        return frozenset(locks_of(self._tx, [to_bytes(thing_id)])[to_bytes(thing_id)])

    def patch(self, before: Any, patch: Mapping[str, Any], by: str, at: datetime) -> tuple[Thing[Any], list[Event]]:
        """The next version of a locked thing after a merge patch in JSON, stored, and what to publish.

        Raises `FieldLocked`, `OutdatedValue` and what the kind's PATCH raises.
        """
        after = self._next(before, patch, at)
        return after, self._write(before, after, by)

    def check(self, before: Any, patch: Mapping[str, Any], by: str, at: datetime) -> None:
        """Raise what `patch` raises, and leave everything as it is."""
        after = self._next(before, patch, at)
        self._tx.run(_TRY)
        self._try(before, after, by)
        self._tx.run(_UNDO)

    def _next(self, before: Any, patch: Mapping[str, Any], at: datetime) -> Any:
        facts = patched(before.facts, self._typed(patch))
        owner, fields = to_bytes(before.id), differences(before.facts, facts)
        require_unlocked(fields, locks_of(self._tx, [owner])[owner])
        return changed(before, facts, at)

    def _write(self, before: Any, after: Any, by: str) -> list[Event]:
        raise NotImplementedError

    def _try(self, before: Any, after: Any, by: str) -> None:
        """Meet every refusal of `_write`."""
        self._write(before, after, by)

    def _typed(self, patch: Mapping[str, Any]) -> dict[str, Any]:
        from pydantic import ValidationError  # noqa: PLC0415 - for this alone

        try:
            return self.changes.model_validate(patch).written()
        except ValidationError as error:
            errors = [FieldError("".join(f"/{step}" for step in e["loc"]), e["type"], e["msg"]) for e in error.errors()]
            raise OutdatedValue("a value from before breaks a rule of today", errors=errors) from error


class EditedTitle(Edited):
    """Titles."""

    changes = TitleChanges

    def load(self, thing_id: str) -> Title:
        return OpenTitles(self._tx).load(TitleId(thing_id))

    def lock(self, thing_id: str) -> Title:
        return OpenTitles(self._tx).lock(TitleId(thing_id))

    def show(self, after: Thing[Any]) -> None:
        _wiring.cached_titles().fill(TitleView(title=after))  # type: ignore[arg-type]

    def _write(self, before: Title, after: Title, by: str) -> list[Event]:
        titles, fields = OpenTitles(self._tx), differences(before.facts, after.facts)
        require_place(after.facts, titles.parent(after.facts.parent_id))
        titles.replace(before, after, by)
        return [title_was_changed(after, fields, titles.keywords(after.id))]


class EditedPerson(Edited):
    """People; nobody locks their fields yet."""

    changes = PersonChanges

    def load(self, thing_id: str) -> Thing[PersonFacts]:
        return OpenPeople(self._tx).load(thing_id)

    def lock(self, thing_id: str) -> Thing[PersonFacts]:
        return OpenPeople(self._tx).lock(thing_id)

    def _write(self, before: Thing[PersonFacts], after: Thing[PersonFacts], by: str) -> list[Event]:
        others = OpenPeople(self._tx).replace(before, after, by)
        return [thing_was_changed(after, differences(before.facts, after.facts)), *others]

    def _try(self, before: Thing[PersonFacts], after: Thing[PersonFacts], by: str) -> None:  # noqa: ARG002
        """Without the titles that show the person: there may be hundreds, and a new name would lock and write them."""
        people = OpenPeople(self._tx)
        people.check(after)
        replace_external_ids(self._tx, people.shape.kind, people.shape.table, before, after)


EDITED: dict[ThingKind, type[Edited]] = {"title": EditedTitle, "person": EditedPerson}
