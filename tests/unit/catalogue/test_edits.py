"""Proposals, locks and reversals: in whatever order they come, no state is undefined and no change is lost."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule
from pydantic_core import to_jsonable_python

from catalogue._domain import proposal as deciding
from catalogue._domain.edit_refusals import ProposalClosed
from catalogue._domain.history import Author, FieldChange, Revision
from catalogue._domain.lock import LOCKABLE, Lock, keeping, require_unlocked
from catalogue._domain.proposal import Proposal, ProposalId, ProposedField
from catalogue._domain.provenance import settings as provenance
from catalogue._domain.reversal import restoring
from catalogue._domain.thing import changed, differences, patched, revision
from catalogue._domain.title import TitleFacts, TitleId, added
from catalogue._domain.views import PARTS
from chassis.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
FACTS = TitleFacts(kind="film", name="Faust", original_name="Faust", external_ids={"imdb": "tt0016847"})
FIELDS = ("name", "tagline", "runtime_minutes", "external_ids")
ACCOUNTS = st.sampled_from(["ann", "bob", "cleo"])
PATCHES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Faust", "Fausto"]),
        "tagline": st.sampled_from(["", "A German folk tale", "Old"]),
        "runtime_minutes": st.sampled_from([None, 85, 107]),
        "external_ids": st.dictionaries(st.sampled_from(["imdb", "tmdb"]), st.sampled_from([None, "1", "2"])),
    },
)


def plain(facts: TitleFacts) -> dict[str, Any]:
    return {each.name: to_jsonable_python(getattr(facts, each.name)) for each in fields(facts)}


class Editing(RuleBasedStateMachine):
    """A title, its history, its locks and everybody's proposals; what each call of the API decides, without stores."""

    proposals = Bundle("proposals")

    def __init__(self) -> None:
        super().__init__()
        self.title = added(TitleId("t"), FACTS, NOW)
        self.history: list[Revision] = [revision(None, self.title, "ann")]
        self.locks: dict[str, Lock] = {}
        self.settled: dict[str, Any] = {}
        self.known: dict[str, Proposal] = {}

    def write(self, patch: dict[str, Any], by: str, *, held: bool = False) -> None:
        """What every way of changing ends in; `held`: an import, which leaves locked fields alone."""
        facts = patched(self.title.facts, patch)
        if held:
            facts = keeping(self.title.facts, facts, self.locks)
        names = differences(self.title.facts, facts)
        require_unlocked(names, self.locks)
        if names:
            after = changed(self.title, facts, self.title.updated_at + timedelta(seconds=1))
            self.history.append(revision(self.title, after, by))
            self.title = after

    @rule(target=proposals, by=ACCOUNTS, patch=PATCHES)
    def propose(self, by: str, patch: dict[str, Any]) -> Any:
        name = str(len(self.known))
        with refused_or_not():
            wanted = deciding.proposed_fields(patch, plain(self.title.facts))
            require_unlocked((each.field for each in wanted), self.locks)
            version, at = self.title.version, self.title.updated_at
            self.known[name] = Proposal(ProposalId(name), "title", "t", version, wanted, "", (), by, at)
            return name
        return multiple()

    @rule(name=proposals, by=ACCOUNTS, whole=st.integers(0, 3), seen=st.integers(0, 3))
    def accept(self, name: str, by: str, whole: int, seen: int) -> None:
        proposal, before = self.known[name], self.title
        only = None if whole else [proposal.fields[0].field]
        with refused_or_not():
            present = plain(before.facts)
            wanted = deciding.to_accept(proposal, only, by, present, seen=not seen)
            self.write({each.field: each.proposed for each in wanted}, Author.proposing(proposal.by, name, by))
            closed = deciding.accepted(proposal, wanted, by, NOW, self.title.version)
            assert self.title.version == before.version + 1
            assert not seen or all(
                present[each.field] in (each.base, each.result(present[each.field])) for each in wanted
            )
            assert [each.accepted for each in closed.fields] == [each in wanted for each in proposal.fields]
            self.known[name] = closed

    @rule(name=proposals, by=ACCOUNTS, decision=st.sampled_from(["reject", "withdraw"]))
    def close(self, name: str, by: str, decision: str) -> None:
        decide: dict[str, Callable[[Proposal], Proposal]] = {
            "reject": lambda each: deciding.rejected(each, "no source", by, NOW),
            "withdraw": lambda each: deciding.withdrawn(each, by, NOW),
        }
        with refused_or_not():
            self.known[name] = decide[decision](self.known[name])

    @rule(patch=PATCHES, by=ACCOUNTS)
    def change(self, patch: dict[str, Any], by: str) -> None:
        with refused_or_not():
            self.write(patch, by)

    @rule(patch=PATCHES)
    def import_again(self, patch: dict[str, Any]) -> None:
        self.write(patch, "import:tmdb", held=True)  # never refused

    @rule(field=st.sampled_from(FIELDS), locked=st.booleans())
    def lock(self, field: str, locked: bool) -> None:  # noqa: FBT001 - hypothesis names it
        self.locks.pop(field, None)
        if locked:
            self.locks[field] = Lock("settled", "cleo", NOW)
            self.settled[field] = getattr(self.title.facts, field)

    @rule(back=st.integers(0, 4), only=st.integers(0, 3), seen=st.integers(0, 3), by=ACCOUNTS)
    def revert(self, back: int, only: int, seen: int, by: str) -> None:
        version = max(1, self.title.version - back)
        revised = self.history[version - 1]
        told = tuple(
            FieldChange(c.field, to_jsonable_python(c.before), to_jsonable_python(c.after)) for c in revised.changes
        )
        names = None if only else [told[0].field]
        with refused_or_not():
            present, before = plain(self.title.facts), self.title.version
            patch = restoring(replace(revised, changes=told), names, FIELDS, present, seen=not seen)
            assert not seen or all(present[c.field] in (c.before, c.after) for c in told if c.field in patch)
            self.write(patch, Author.reverting(by, version))
            now = plain(self.title.facts)
            assert self.title.version == before + 1
            assert all(now[c.field] == c.before for c in told if c.field in patch)

    @invariant()
    def a_locked_field_stays(self) -> None:
        for field in self.locks:
            assert getattr(self.title.facts, field) == self.settled[field]

    @invariant()
    def no_change_is_lost(self) -> None:
        replayed = FACTS
        for each in self.history[1:]:
            for change in each.changes:
                assert getattr(replayed, change.field) == change.before
                replayed = replace(replayed, **{change.field: change.after})
        assert replayed == self.title.facts
        assert [each.version for each in self.history] == list(range(1, self.title.version + 1))

    @invariant()
    def every_proposal_is_in_one_state_and_its_version_is_its_author_s(self) -> None:
        for each in self.known.values():
            decided = each.reviewed_by is not None and each.closed_at is not None
            assert {
                "open": each.closed_at is None and each.reviewed_by is None,
                "accepted": decided and each.made_version is not None,
                "rejected": decided and each.reason != "",
                "withdrawn": each.closed_at is not None and each.reviewed_by is None,
            }[each.status]
            assert each.reviewed_by != each.by
            if each.made_version is not None:
                made = self.history[each.made_version - 1]
                assert (made.by, Author.of(made.by).proposal_id) == (each.by, each.id)
                changes = {c.field for c in made.changes}
                assert changes <= {f.field for f in each.fields if f.accepted} <= {f.field for f in each.fields}

    @invariant()
    def each_version_has_one_cause_and_each_field_its_last_one(self) -> None:
        of_proposals = [each.version for each in self.history if Author.of(each.by).origin == "proposal"]
        assert sorted(of_proposals) == sorted(p.made_version for p in self.known.values() if p.made_version)
        last = {c.field: replace(each, changes=(c,)) for each in self.history for c in each.changes}
        for each in provenance(FIELDS, last):
            assert each.version is not None
            later = [r for r in self.history[each.version :] for c in r.changes if c.field == each.field]
            assert later == []


class refused_or_not:  # noqa: N801 - reads as a clause
    """A refusal is an answer like another: what was there before stays."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        return kind is not None and issubclass(kind, Refusal)


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)


def test_a_decision_is_made_once() -> None:
    one = Proposal(ProposalId("1"), "title", "t", 1, (ProposedField("name", "a", "b"),), "", (), "ann", NOW)
    decisions: tuple[Callable[[Proposal], Proposal], ...] = (
        lambda each: deciding.accepted(each, each.fields, "bob", NOW, 2),
        lambda each: deciding.rejected(each, "why", "bob", NOW),
        lambda each: deciding.withdrawn(each, "ann", NOW),
    )
    for first in decisions:
        for second in decisions:
            with pytest.raises(ProposalClosed):
                second(first(one))


def test_what_a_lock_can_name_is_there() -> None:
    facts = {each.name for each in fields(TitleFacts)} - {"kind", "parent_id"}
    assert facts <= set(LOCKABLE) <= facts | set(PARTS)
