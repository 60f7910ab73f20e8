"""The facts that the catalogue publishes: from a title to the events of `contracts.catalogue`."""

from collections.abc import Sequence

from catalogue._domain.title import Title
from chassis.events import Event
from contracts import catalogue as published


def title_was_added(title: Title, keywords: Sequence[str] = ()) -> Event:
    """`TitleAdded`, at the instant and version of `title`."""
    return published.title_added(_told(title, keywords), version=title.version, at=title.updated_at)


def title_was_changed(title: Title, fields: Sequence[str], keywords: Sequence[str]) -> Event:
    """`TitleChanged`; `fields` names what differs from the version before."""
    told = _told(title, keywords)
    return published.title_changed(told, version=title.version, at=title.updated_at, changed=list(fields))


def title_was_removed(title: Title) -> Event:
    """`TitleRemoved`, at the title's last version."""
    return published.title_removed(title.id, version=title.version, at=title.updated_at)


def _told(title: Title, keywords: Sequence[str]) -> published.Title:
    facts = title.facts
    return {
        "title_id": title.id,
        "kind": facts.kind,
        "parent_id": facts.parent_id,
        "number": facts.number,
        "title": facts.name,
        "original_title": facts.original_name,
        "original_language": facts.original_language,
        "release_date": facts.release_date.isoformat() if facts.release_date else None,
        "runtime_minutes": facts.runtime_minutes,
        "genres": list(facts.genres),
        "keywords": list(keywords),
        "countries": list(facts.country_codes),
        "popularity": float(facts.popularity),
        "external_ids": dict(facts.external_ids),
    }
