"""The verdict: calls that AWS would have denied, and grants that nobody used."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .actions import needs
from .policies import allowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .actions import Need
    from .calls import Call
    from .policies import Grant


@dataclass(frozen=True, slots=True)
class Denied:
    """A need of a function that its own policies do not meet."""

    function: str
    need: Need

    def __str__(self) -> str:
        return f"{self.function}: {self.need.action} on {self.need.resource} is not granted"


@dataclass(frozen=True, slots=True)
class Unused:
    """A grant that none of the function's calls needed."""

    function: str
    grant: Grant

    def __str__(self) -> str:
        return f"{self.function}: {self.grant.action} on {self.grant.resource} is never used ({self.grant.where})"


@dataclass(frozen=True, slots=True)
class Wide:
    """A grant that reaches further than what the function called; `why` says how far."""

    function: str
    grant: Grant
    why: str

    def __str__(self) -> str:
        granted = f"{self.grant.action} on {self.grant.resource}"
        return f"{self.function}: {granted} is too wide: {self.why} ({self.grant.where})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong; `silent` are functions that made no call at all, so that nothing was learnt of them."""

    denied: list[Denied]
    unused: list[Unused]
    wide: list[Wide]
    silent: list[str]


def evaluate(calls: Iterable[Call], policies: Mapping[str, list[Grant]]) -> Verdict:
    """Hold the calls against each function's grants (`policies.deployed`).

    Calls of functions that are no longer deployed are passed over.
    """
    needed: dict[str, set[Need]] = defaultdict(set)
    for call in calls:
        needed[call.function].update(needs(call))
    everybodys = {need for function in policies for need in needed[function]}
    verdict = Verdict([], [], [], [function for function in sorted(policies) if not needed[function]])
    for function in sorted(policies):
        own = needed[function]
        verdict.denied.extend(Denied(function, need) for need in sorted(own) if not allowed(need, policies[function]))
        for grant in policies[function]:
            if not grant.written or grant.effect != "Allow":
                continue
            if not any(grant.covers(need) for need in own):
                verdict.unused.append(Unused(function, grant))
            elif why := _wider(grant, own, everybodys):
                verdict.wide.append(Wide(function, grant, why))
    return verdict


def _wider(grant: Grant, own: set[Need], everybodys: set[Need]) -> str:
    """How a used grant reaches beyond the function's own resources; empty where it does not."""
    if "*" in grant.action or "?" in grant.action:
        return "it grants actions by wildcard"
    used = {need.resource for need in own if grant.covers(need)}
    if grant.resource == "*" and used != {"*"}:
        return f"only {', '.join(sorted(used - {'*'}))} is called"
    mine = {_owner(need.resource) for need in own}
    foreign = {
        need.resource for need in everybodys if grant.reaches(need.resource) and _owner(need.resource) not in mine
    }
    return f"it reaches {min(foreign)}, which other functions use" if foreign and grant.resource != "*" else ""


def _owner(resource: str) -> str:
    """What is granted as a whole: a bucket for its objects, a log group for its streams, else the thing itself."""
    if resource.startswith("arn:aws:s3:::"):
        return resource.partition("/")[0]
    return resource.partition(":log-stream:")[0]
