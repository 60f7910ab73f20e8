"""Two at once: reviewers of a proposal, proposals of an account, lock and import; each with its unprotected twin."""

from __future__ import annotations

import threading
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from catalogue import _edits, _wiring
from catalogue._adapters import mysql_import, mysql_proposals
from catalogue._adapters.mysql_locks import locks_of
from catalogue._adapters.mysql_proposals import OpenProposals
from catalogue._domain.edit_refusals import TooManyOpenProposals
from catalogue._replies.proposals import NewTitleProposal
from catalogue._replies.titles import TitleChanges
from catalogue._settings import Settings
from catalogue.import_titles import handler as import_titles
from chassis.http import Caller, IdempotencyKey
from chassis.mysql import Database
from integration.catalogue.editors import Editor, by_number, proposed, read, versions
from integration.catalogue.films import again, film
from local_cloud import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]

PATIENCE = 10.0


@pytest.fixture(autouse=True)
def _environments(monkeypatch: pytest.MonkeyPatch, schema: Schema) -> None:  # noqa: ARG001 - the stores
    """Each thread is an environment with a connection of its own."""
    own, settings = threading.local(), Settings.load()

    def database() -> Database:
        if not hasattr(own, "database"):
            own.database = Database(settings.mysql_url, settings.mysql_secret)
        found: Database = own.database
        return found

    monkeypatch.setattr(_wiring, "database", database)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each returned, started together."""
    answers: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(place: int) -> None:
        start.wait()
        answers[place] = works[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def review(add: Add, call: Call) -> tuple[list[int], str, bool]:
    """One curator accepts while another rejects: their statuses, the proposal's in the end, whether it was applied."""
    title, one, other = add(tagline="before"), Editor("review"), Editor("review")
    made = proposed(Editor("propose"), title, tagline="after")
    answers = at_once(lambda: one.accept(made), lambda: other.reject(made))
    applied = read(call, title)["tagline"] == "after"
    return sorted(each.status for each in answers), one.read(made).json["status"], applied


def test_of_two_reviewers_at_once_one_decides(add: Add, call: Call) -> None:
    for _ in range(5):
        statuses, status, applied = review(add, call)
        assert statuses == [200, 409]
        assert (status, applied) in {("accepted", True), ("rejected", False)}


def test_without_the_lock_on_the_proposal_both_would_decide(
    add: Add, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2)

    def load(self: OpenProposals, proposal_id: Any) -> Any:
        found = self.load(proposal_id)
        both.wait(PATIENCE)
        return found

    monkeypatch.setattr(OpenProposals, "lock", load)
    statuses, _, applied = review(add, call)
    assert (statuses, applied) == ([200, 200], True)  # one of them was told what is not so


def crowd(add: Add) -> tuple[list[str], int]:
    """Two proposals of an account that has room for one: what became of them, and how many wait."""
    viewer = Editor("propose")
    body = NewTitleProposal(patch=TitleChanges(tagline="mine"))

    def propose(title: dict[str, Any]) -> str:
        key = IdempotencyKey(uuid.uuid4())
        key.body_hash = uuid.uuid4().bytes * 2
        try:
            _edits.propose("title", title["id"], body.patch, body, Caller(viewer.sub), key)
        except TooManyOpenProposals:
            return "refused"
        return "proposed"

    titles = [add(), add()]
    became = at_once(*(partial(propose, each) for each in titles))
    return sorted(became), len(viewer("list_proposals", query={"by": viewer.sub}).json["items"])


def test_an_account_s_requests_at_once_stay_within_its_room(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mysql_proposals, "MOST_OPEN", 1)
    for _ in range(5):
        assert crowd(add) == (["proposed", "refused"], 1)


def test_without_the_lock_on_the_account_both_would_find_room(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mysql_proposals, "MOST_OPEN", 1)
    monkeypatch.setattr(mysql_proposals, "_MEET", "DO %s, %s")
    monkeypatch.setattr(mysql_proposals, "_ALONE", "SELECT %s")
    both, room = threading.Barrier(2), OpenProposals.require_room

    def require_room(self: OpenProposals, by: str, at: Any) -> None:
        room(self, by, at)
        both.wait(PATIENCE)

    monkeypatch.setattr(OpenProposals, "require_room", require_room)
    assert crowd(add) == (["proposed", "proposed"], 2)


class Importing:
    """An import that pauses when it has read the locks of the titles that it is about to write."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read, self.go_on = threading.Event(), threading.Event()
        monkeypatch.setattr(mysql_import, "locks_of", self._locks_of)

    def _locks_of(self, tx: Any, owners: Any) -> Any:
        found = locks_of(tx, owners)
        self.read.set()
        self.go_on.wait(PATIENCE)
        return found


def lock_during_import(call: Call, schema: Schema, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, list[str]]:
    """A curator locks a field while an import is about to write it: the curator's status, the field, the versions."""
    row = film(tagline="ours")
    import_titles({"rows": [row]}, None)
    title, pause, answers = {"id": by_number(schema, row["movie"]["id"])}, Importing(monkeypatch), list[Any]()
    importer = threading.Thread(target=lambda: import_titles({"rows": [again(row, tagline="theirs")]}, None))
    curator = Editor("review")
    locker = threading.Thread(target=lambda: answers.append(curator.lock(title, "tagline", '"1-0"')))
    importer.start()
    assert pause.read.wait(PATIENCE)
    locker.start()
    waits = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
    eventually(lambda: not locker.is_alive() or schema.number(waits), PATIENCE, "the curator waits, or is through")
    pause.go_on.set()
    for each in (importer, locker):
        each.join()
    (tagline,) = schema.rows("SELECT tagline FROM titles WHERE id = UNHEX(%s)", (title["id"].replace("-", ""),))
    told = [each["changes"][0]["field"] for each in versions(call, title)]
    return answers[0].status, tagline["tagline"], told


def test_a_lock_comes_before_an_import_or_learns_that_it_came_after(
    call: Call, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lock_during_import(call, schema, monkeypatch) == (412, "theirs", ["tagline", ""])


def test_without_the_lock_on_the_title_an_import_would_write_what_was_locked(
    call: Call, schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    from catalogue._adapters import mysql_retold  # noqa: PLC0415

    monkeypatch.setattr(mysql_retold, "_TITLES", mysql_retold._TITLES.removesuffix(" FOR UPDATE"))
    status, tagline, _ = lock_during_import(call, schema, monkeypatch)
    assert (status, tagline) == (200, "theirs")
