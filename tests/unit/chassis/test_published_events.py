"""What the catalogue publishes fits the JSON Schemas that others read."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from chassis.events import Event
from contracts import catalogue

SCHEMAS = Path(__file__).resolve().parents[3] / "events" / "schemas"
AT = datetime(2026, 1, 1, tzinfo=UTC)
TITLE = catalogue.Title(
    title_id="01890a5d-ac96-774b-bcce-b302099a8057",
    kind="film",
    parent_id=None,
    number=None,
    title="Nosferatu",
    original_title="Nosferatu, eine Symphonie des Grauens",
    original_language="de",
    release_date="1922-03-04",
    runtime_minutes=94,
    genres=["Horror"],
    keywords=[],
    countries=["DE"],
    popularity=None,
    external_ids={"tmdb": "653"},
)
PERSON = catalogue.Person(
    person_id="01890a5d-ac96-774b-bcce-b302099a8058",
    name="F. W. Murnau",
    gender="male",
    birthday="1888-12-28",
    deathday="1931-03-11",
    known_for_department="Directing",
    external_ids={"tmdb": "9867", "imdb": "nm0003638"},
)
COMPANY = catalogue.Company(
    company_id="01890a5d-ac96-774b-bcce-b302099a8059",
    name="Prana-Film",
    country_code="DE",
    parent_id=None,
    external_ids={},
)
COLLECTION = catalogue.Collection(
    collection_id="01890a5d-ac96-774b-bcce-b302099a8060", name="Silent vampires", titles=[TITLE["title_id"]]
)
THINGS: tuple[tuple[catalogue.Noun, catalogue.Person | catalogue.Company | catalogue.Collection, str], ...] = (
    ("person", PERSON, PERSON["person_id"]),
    ("company", COMPANY, COMPANY["company_id"]),
    ("collection", COLLECTION, COLLECTION["collection_id"]),
)
FIELDS: catalogue.FieldsChanged = {
    "kind": "title",
    "id": TITLE["title_id"],
    "action": "changed",
    "changes": [{"field": "runtime_minutes", "before": 90, "after": 94}],
    "changed_by": "viewer",
    "origin": "proposal",
    "proposal_id": "01890a5d-ac96-774b-bcce-b302099a8061",
    "approved_by": "curator",
    "reverted_version": None,
}
PUBLISHED = [
    catalogue.fields_changed(FIELDS, version=2, at=AT),
    catalogue.title_added(TITLE, version=1, at=AT),
    catalogue.title_changed(TITLE, version=2, at=AT, changed=["title"]),
    catalogue.title_removed(TITLE["title_id"], version=3, at=AT),
    *(catalogue.thing_added(noun, thing, version=1, at=AT) for noun, thing, _ in THINGS),
    *(catalogue.thing_changed(noun, thing, version=2, at=AT, changed=["name"]) for noun, thing, _ in THINGS),
    *(catalogue.thing_removed(noun, thing_id, version=3, at=AT) for noun, _, thing_id in THINGS),
]


def check(event: Event) -> None:
    _, context, fact, version = event.type.split(".")
    schema: dict[str, Any] = json.loads((SCHEMAS / context / f"{fact}.{version}.json").read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.validate(json.loads(event.to_json())["data"])


@pytest.mark.parametrize("event", PUBLISHED, ids=[event.type for event in PUBLISHED])
def test_an_event_fits_its_schema(event: Event) -> None:
    check(event)
    assert event.source == "/cdlc/catalogue"
    assert event.subject in {TITLE["title_id"], *(thing_id for _, _, thing_id in THINGS)}


@pytest.mark.parametrize("field", [*catalogue.Title.__annotations__])
def test_an_event_that_lacks_a_field_does_not(field: str) -> None:
    cut = {name: value for name, value in TITLE.items() if name != field}
    event = Event(type=catalogue.TITLE_ADDED, source="/s", subject="x", time=AT, aggregateversion=1, data=cut)
    with pytest.raises(jsonschema.ValidationError, match=field):
        check(event)


def test_every_schema_is_one_and_has_a_builder() -> None:
    files = sorted(file.stem for file in (SCHEMAS / "catalogue").glob("*.json"))
    assert files == sorted(".".join(event.type.split(".")[2:]) for event in PUBLISHED)
    for file in SCHEMAS.rglob("*.json"):
        jsonschema.Draft202012Validator.check_schema(json.loads(file.read_text()))
