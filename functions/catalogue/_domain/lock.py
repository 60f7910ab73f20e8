"""Locks: fields and parts of a title that nobody changes until a curator takes the lock away."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeVar, get_args

from catalogue._domain.edit_refusals import FieldLocked
from catalogue._domain.title import TitleFacts
from chassis.errors import FieldError

Lockable = Literal[
    "number", "name", "original_name", "original_language", "overview", "tagline", "homepage", "status",
    "release_date", "runtime_minutes", "budget", "revenue", "popularity", "vote_average", "vote_count", "genres",
    "country_codes", "spoken_languages", "external_ids",
    "credits", "companies", "keywords", "translations", "alternative_titles", "releases", "images",
]  # fmt: skip
LOCKABLE: tuple[Lockable, ...] = get_args(Lockable)
PART = "locks"
"""Under which locks stand in a title's history: `locks.overview`."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Why a field is locked, by whom and since when."""

    reason: str
    by: str
    at: datetime


F = TypeVar("F", bound=TitleFacts)


def require_unlocked(fields: Iterable[str], locks: Mapping[str, Lock]) -> None:
    """Raise `FieldLocked` where one of `fields` (`overview`, `credits.<id>`) is locked."""
    locked = sorted({each.partition(".")[0] for each in fields} & set(locks))
    if locked:
        errors = [FieldError(f"/{each}", "locked", locks[each].reason) for each in locked]
        raise FieldLocked(f"{', '.join(locked)}: locked by a curator", errors=errors)


def keeping(before: F, after: F, locked: Collection[str]) -> F:
    """`after` with the locked fields as they were before: what an import may write."""
    return replace(after, **{each: getattr(before, each) for each in locked if hasattr(before, each)})
