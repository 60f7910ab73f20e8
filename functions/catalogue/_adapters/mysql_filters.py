"""The filters of a search for titles as SQL conditions on `titles t`; every value is a parameter."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from chassis.ids import to_bytes

if TYPE_CHECKING:
    from catalogue._domain.filters import AnyOf, Range

_LINKED = "EXISTS (SELECT 1 FROM {} x WHERE x.title_id = t.id AND x.{} IN %s)"
_CREDITED = "EXISTS (SELECT 1 FROM credits x WHERE x.title_id = t.id AND {})"
# A column that may be NULL is compared as text, so that what is not known is not among the values, and no NULL negates.
_CLAUSES = {
    "kind": "t.kind IN %s",
    "status": "t.status IN %s",
    "genre": _LINKED.format("title_genres", "genre_slug"),
    "country": _LINKED.format("title_countries", "country_code"),
    "language": "COALESCE(t.original_language, '') IN %s",
    "spoken_language": _LINKED.format("title_languages", "language_code"),
    "source": _LINKED.format("title_external_ids", "source"),
    "initial": "LEFT(t.name, 1) IN %s",
    "keyword": (
        "EXISTS (SELECT 1 FROM title_keywords x JOIN keywords k ON k.id = x.keyword_id"
        " WHERE x.title_id = t.id AND k.name IN %s)"
    ),
    "job": _CREDITED.format("x.job IN %s"),
    "department": _CREDITED.format("x.department IN %s"),
    "id": "t.id IN %s",
    "parent": "COALESCE(t.parent_id, '') IN %s",
    "company": _LINKED.format("title_companies", "company_id"),
    "person": _CREDITED.format("x.person_id IN %s"),
    "cast": _CREDITED.format("x.kind = 'cast' AND x.person_id IN %s"),
    "crew": _CREDITED.format("x.kind = 'crew' AND x.person_id IN %s"),
    "director": _CREDITED.format("x.job = 'Director' AND x.person_id IN %s"),
}
_IDS = frozenset({"id", "parent", "company", "person", "cast", "crew", "director"})
_ANY = "EXISTS (SELECT 1 FROM {} x WHERE x.title_id = t.id)"
_HAVING = {
    "overview": "t.overview <> ''",
    "tagline": "t.tagline <> ''",
    "homepage": "t.homepage IS NOT NULL",
    "release_date": "t.release_date IS NOT NULL",
    "runtime": "t.runtime_minutes IS NOT NULL",
    "budget": "t.budget_amount IS NOT NULL",
    "revenue": "t.revenue_amount IS NOT NULL",
    "votes": "t.vote_count > 0",
    "cast": _CREDITED.format("x.kind = 'cast'"),
    "crew": _CREDITED.format("x.kind = 'crew'"),
    "keywords": _ANY.format("title_keywords"),
    "companies": _ANY.format("title_companies"),
    "external_ids": _ANY.format("title_external_ids"),
}
_RANGES = {
    "released": "t.release_date",
    "runtime": "t.runtime_minutes",
    "popularity": "t.popularity",
    "vote_average": "t.vote_average",
    "vote_count": "t.vote_count",
    "budget": "t.budget_amount",
    "revenue": "t.revenue_amount",
    "number": "t.number",
}
_INSTANTS = {"added": "t.created_at", "updated": "t.updated_at"}


def clause_condition(name: str, clause: AnyOf, params: list[Any]) -> str:
    """The condition of one clause; its values are added to `params`."""
    if name == "has":
        condition = f"({' OR '.join(_HAVING[value] for value in clause.values)})"
    else:
        condition = _CLAUSES[name]
        params.append(tuple(to_bytes(value) for value in clause.values) if name in _IDS else clause.values)
    return f"NOT {condition}" if clause.negated else condition


def range_conditions(name: str, bounds: Range, params: list[Any]) -> list[str]:
    """The conditions of a range; its bounds are added to `params`. What is not known is in no range."""
    if name == "year":
        low = None if bounds.low is None else f"{bounds.low:04d}-01-01"
        high = None if bounds.high is None else f"{bounds.high:04d}-12-31"
        return _between("t.release_date", low, high, params)
    if name in _INSTANTS:  # days: up to the last one's end
        found = _between(_INSTANTS[name], bounds.low, None, params)
        if bounds.high is not None:
            found.append(f"{_INSTANTS[name]} < %s")
            params.append(bounds.high + timedelta(days=1))
        return found
    return _between(_RANGES[name], bounds.low, bounds.high, params)


def _between(column: str, low: Any, high: Any, params: list[Any]) -> list[str]:
    found = []
    for bound, beyond in ((low, ">="), (high, "<=")):
        if bound is not None:
            found.append(f"{column} {beyond} %s")
            params.append(bound)
    return found
