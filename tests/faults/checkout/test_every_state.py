"""Every state of the checkout, {before its commit, after it, answer lost} by {error, time-out}: the cases come from the
state machine's own file, and a state that has no expectation here fails.

A forward state fails once (and all is well in the end) or always (and all is undone). An undoing state is reached by
letting the tickets fail for good, when money is taken and seats are sold; it fails twice and then succeeds.
"""

from __future__ import annotations

import itertools
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from samtranslator.yaml_helper import yaml_parse

from checkouts import Books, House, assert_invariants, build, follow, insist
from faults.checkout.sabotage import sabotaged
from local_cloud import ROOT
from orders._adapters.step_functions import execution_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_cloud import Cloud

MACHINE = yaml_parse((ROOT / "statemachines" / "checkout.asl.yaml").read_text())
TASKS = [name for name, state in MACHINE["States"].items() if state["Type"] == "Task"]
MOMENTS = ("before", "after", "lost")
KINDS = ("error", "time-out")
FOR_EVER = 99
ALL_UNDONE, ALL_WELL = {"cancelled"}, {"completed"}
# What a forward state that never answers leads to, by moment. Tickets that are out are not taken back.
NEVER_ANSWERS = {
    "HoldSeats": dict.fromkeys(MOMENTS, ALL_UNDONE),
    "RecordHold": dict.fromkeys(MOMENTS, ALL_UNDONE),
    "AuthorizePayment": dict.fromkeys(MOMENTS, ALL_UNDONE),
    "ConfirmSeats": dict.fromkeys(MOMENTS, ALL_UNDONE),
    "CapturePayment": dict.fromkeys(MOMENTS, ALL_UNDONE),
    "IssueTickets": {"before": ALL_UNDONE, "after": ALL_WELL, "lost": ALL_UNDONE | ALL_WELL},
}
UNDOING = ("AbandonCheckout", "ReleasePayment", "ReleaseSeats", "EndCheckout")
NO_TICKETS = {"state": "IssueTickets", "moment": "before", "kind": "error", "times": FOR_EVER}


class Case(NamedTuple):
    """One fault in one checkout, and how it may end."""

    state: str
    moment: str
    kind: str
    times: int
    ends: frozenset[str]

    @property
    def name(self) -> str:
        often = "always" if self.times == FOR_EVER else f"{self.times}x"
        return f"{self.state}-{self.moment}-{self.kind}-{often}"

    @property
    def plan(self) -> list[dict[str, Any]]:
        fault = {"state": self.state, "moment": self.moment, "kind": self.kind, "times": self.times}
        return [fault] if self.state in NEVER_ANSWERS else [NO_TICKETS, fault]


def cases() -> Iterator[Case]:
    for state, moment, kind in itertools.product(TASKS, MOMENTS, KINDS):
        if state in NEVER_ANSWERS:
            yield Case(state, moment, kind, 1, frozenset(ALL_WELL))
            yield Case(state, moment, kind, FOR_EVER, frozenset(NEVER_ANSWERS[state][moment]))
        elif state in UNDOING:
            yield Case(state, moment, kind, 2, frozenset(ALL_UNDONE))


CASES = list(cases())
_AT_A_TIME = 6  # the two cores that all of them share
PATIENCE = 240


class Ending(NamedTuple):
    """How a case's checkout ended."""

    house: House
    status: str


@pytest.fixture(scope="module")
def endings(cloud: Cloud) -> dict[str, Ending]:
    """Every case's checkout, each for a house of its own, some at a time."""
    cloud.token("viewer")
    keys = {case.name: str(uuid.uuid4()) for case in CASES}
    plans = {execution_name("viewer", "StartCheckout", keys[case.name]): case.plan for case in CASES}

    def run(case: Case) -> Ending:
        house = build(cloud)
        checkout = insist(cloud, house, house.ids("A1", "B1"), keys[case.name])
        return Ending(house, follow(cloud, checkout, within=PATIENCE)["status"])

    def warm(_: int) -> str:  # first starts of functions are slow enough to look like time-outs
        house = build(cloud)
        return str(follow(cloud, insist(cloud, house, house.ids("A1")), within=PATIENCE)["status"])

    with sabotaged(cloud, plans), ThreadPoolExecutor(_AT_A_TIME) as pool:
        list(pool.map(warm, range(_AT_A_TIME)))
        return dict(zip([case.name for case in CASES], pool.map(run, CASES), strict=True))


def test_every_state_has_its_cases() -> None:
    assert set(TASKS) == {*NEVER_ANSWERS, *UNDOING}, "a new state: say here how it may end"
    assert {(case.state, case.moment, case.kind) for case in CASES} == set(itertools.product(TASKS, MOMENTS, KINDS))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_whatever_breaks_the_checkout_ends_and_the_books_agree(
    cloud: Cloud, endings: dict[str, Ending], case: Case
) -> None:
    house, status = endings[case.name]
    assert status in case.ends
    books: Books = assert_invariants(cloud, house)
    assert list(books.checkouts.values()) == [status]


def test_the_faults_really_happen(cloud: Cloud, endings: dict[str, Ending]) -> None:
    """Money was taken and given back, not just never taken: the undoing cases pass through a refund."""
    house, _ = endings["ReleasePayment-after-error-2x"]
    (checkout,) = Books(cloud, house).checkouts
    (intent,) = Books(cloud, house)._intents(checkout)
    assert intent["amount_received"] == intent["latest_charge"]["amount_refunded"] == 2700
