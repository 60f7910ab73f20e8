"""What social publishes fits the JSON Schemas that others read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from contracts import social

if TYPE_CHECKING:
    from chassis.events import Event

SCHEMAS = Path(__file__).resolve().parents[3] / "events" / "schemas" / "social"
AT = datetime(2026, 1, 1, tzinfo=UTC)
ONE, TWO, THREE = (f"01890a5d-ac96-774b-bcce-b302099a805{number}" for number in range(3))
PUBLISHED = [
    social.profile_followed(ONE, TWO, THREE, version=1, at=AT),
    social.profile_unfollowed(ONE, TWO, THREE, version=2, at=AT),
    social.title_rated(ONE, TWO, THREE, 7, version=1, at=AT),
    social.rating_removed(ONE, TWO, THREE, version=2, at=AT),
]


def fact(event: Event) -> str:
    return event.type.removeprefix("cdlc.social.")


@pytest.mark.parametrize("event", PUBLISHED, ids=fact)
def test_an_event_fits_its_schema_and_without_any_field_does_not(event: Event) -> None:
    schema = json.loads((SCHEMAS / f"{fact(event)}.json").read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.validate(dict(event.data))
    for field in event.data:
        assert not validator.is_valid({name: value for name, value in event.data.items() if name != field})
    assert (event.subject, event.source) == (ONE, "/cdlc/social")


def test_every_schema_has_a_builder() -> None:
    assert sorted(file.stem for file in SCHEMAS.glob("*.json")) == sorted(fact(event) for event in PUBLISHED)
