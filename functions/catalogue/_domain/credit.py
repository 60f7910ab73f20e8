"""A credit: who did what for a title."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NewType

from catalogue._domain.person import PersonId
from catalogue._domain.refusals import MisplacedCredit
from catalogue._domain.title import Kind
from catalogue._domain.views import CreditKind
from chassis.errors import FieldError

CreditId = NewType("CreditId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditFacts:
    """Cast and guests play a `character` (billed first with `billing_order` 0), crew have a `job` in a `department`."""

    person_id: PersonId
    role: CreditKind
    character: str = ""
    department: str = ""
    job: str = ""
    billing_order: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit as stored; it changes with its title's version."""

    id: CreditId
    facts: CreditFacts


def patched(facts: CreditFacts, patch: Mapping[str, Any]) -> CreditFacts:
    """`facts` after a JSON merge patch in the fields' types."""
    return replace(facts, **patch)


def require_sense(facts: CreditFacts, kind: Kind) -> None:
    """Raise `MisplacedCredit` where the role does not go with the rest, or with the title's kind."""
    if facts.role == "guest" and kind != "episode":
        raise _misplaced("role", f"guests play in episodes, not in a {kind}")
    if facts.role == "crew":
        _require_empty(facts, "character", "billing_order")
        for name in ("department", "job"):
            if not getattr(facts, name):
                raise _misplaced(name, "a crew member has one")
    else:
        _require_empty(facts, "department", "job")


def _require_empty(facts: CreditFacts, *names: str) -> None:
    for name in names:
        if getattr(facts, name) not in {"", None}:
            raise _misplaced(name, f"a credit as {facts.role} has none")


def _misplaced(name: str, detail: str) -> MisplacedCredit:
    return MisplacedCredit(f"{name}: {detail}", errors=[FieldError(f"/{name}", "misplaced", detail)])
