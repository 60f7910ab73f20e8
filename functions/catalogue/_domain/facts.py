"""The facts that the catalogue publishes: from a title to the events of `contracts.catalogue`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from catalogue._domain.collection import Collection
from catalogue._domain.company import Company
from catalogue._domain.history import Author, Revision
from catalogue._domain.person import Person
from catalogue._domain.thing import Thing
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


def thing_was_added(thing: Thing[Any]) -> Event:
    """`PersonAdded`, `CompanyAdded` or `CollectionAdded`."""
    noun = _noun(thing)
    return published.thing_added(noun, _TOLD[noun](thing), version=thing.version, at=thing.updated_at)


def thing_was_changed(thing: Thing[Any], fields: Sequence[str]) -> Event:
    """`PersonChanged`, `CompanyChanged` or `CollectionChanged`; `fields` names what differs."""
    noun, at = _noun(thing), thing.updated_at
    return published.thing_changed(noun, _TOLD[noun](thing), version=thing.version, at=at, changed=list(fields))


def thing_was_removed(thing: Thing[Any]) -> Event:
    """`PersonRemoved`, `CompanyRemoved` or `CollectionRemoved`."""
    return published.thing_removed(_noun(thing), thing.id, version=thing.version, at=thing.updated_at)


def fields_were_changed(revision: Revision) -> Event:
    """`FieldsChanged`: the whole revision, its values as JSON has them."""
    author = Author.of(revision.by)
    changes: list[published.FieldDiff] = [
        {"field": each.field, "before": each.before, "after": each.after} for each in revision.changes
    ]
    told: published.FieldsChanged = {
        "kind": revision.kind,
        "id": revision.id,
        "action": revision.action,
        "changes": changes,
        "changed_by": str(author),
        "origin": author.origin,
        "proposal_id": author.proposal_id,
        "approved_by": author.approved_by,
        "reverted_version": author.reverted_version,
    }
    return published.fields_changed(told, version=revision.version, at=revision.at)


def _noun(thing: Thing[Any]) -> published.Noun:
    if thing.kind == "title":
        raise ValueError("a title has events of its own")
    return thing.kind


def _person(person: Person) -> published.Person:
    facts = person.facts
    return {
        "person_id": person.id,
        "name": facts.name,
        "gender": facts.gender,
        "birthday": facts.birthday.isoformat() if facts.birthday else None,
        "deathday": facts.deathday.isoformat() if facts.deathday else None,
        "known_for_department": facts.known_for_department,
        "external_ids": dict(facts.external_ids),
    }


def _company(company: Company) -> published.Company:
    facts = company.facts
    return {
        "company_id": company.id,
        "name": facts.name,
        "country_code": facts.country_code,
        "parent_id": facts.parent_id,
        "external_ids": dict(facts.external_ids),
    }


def _collection(collection: Collection) -> published.Collection:
    facts = collection.facts
    return {"collection_id": collection.id, "name": facts.name, "titles": list(facts.titles)}


_TOLD: Mapping[published.Noun, Callable[[Thing[Any]], published.Person | published.Company | published.Collection]] = {
    "person": _person,
    "company": _company,
    "collection": _collection,
}


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
