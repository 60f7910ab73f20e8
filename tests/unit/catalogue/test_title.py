"""A title's versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue._domain.refusals import ChangedMeanwhile, UnknownPart
from catalogue._domain.thing import changed, differences, patched, require_version
from catalogue._domain.title import TitleFacts, TitleId, added, removed
from catalogue._domain.views import wanted_parts

NOW = datetime(2026, 11, 22, 14, 26, 44, tzinfo=UTC)
FACTS = TitleFacts(
    kind="film", name="Nosferatu", original_name="Nosferatu", external_ids={"tmdb": "653", "imdb": "tt0013442"}
)

PATCHES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.text(min_size=1),
        "release_date": st.none() | st.dates(date(1870, 1, 1)),
        "genres": st.lists(st.sampled_from(["horror", "drama"]), unique=True).map(tuple),
        "external_ids": st.none()
        | st.dictionaries(st.sampled_from(["tmdb", "imdb", "wikidata"]), st.none() | st.text(min_size=1)),
    },
)


def test_versions_count_up_and_a_removal_is_the_last() -> None:
    title = added(TitleId("t"), FACTS, NOW)
    later = NOW + timedelta(hours=1)
    second = changed(title, patched(FACTS, {"tagline": "A symphony of horror"}), later)
    last = removed(second, later)
    assert [each.version for each in (title, second, last)] == [1, 2, 3]
    assert (second.created_at, second.updated_at, last.removed_at) == (NOW, later, later)


def test_external_ids_merge_by_source_and_null_removes_one() -> None:
    after = patched(FACTS, {"external_ids": {"imdb": None, "wikidata": "Q151895"}})
    assert after.external_ids == {"tmdb": "653", "wikidata": "Q151895"}
    assert patched(FACTS, {"external_ids": None}).external_ids == FACTS.external_ids


@given(PATCHES)
def test_a_patch_changes_only_what_it_names_and_twice_is_once(patch: dict[str, object]) -> None:
    once = patched(FACTS, patch)
    assert set(differences(FACTS, once)) <= set(patch)
    assert patched(once, patch) == once
    assert differences(once, once) == ()


def test_a_writer_must_have_seen_the_current_version() -> None:
    title = added(TitleId("t"), FACTS, NOW)
    require_version(title, 1)
    with pytest.raises(ChangedMeanwhile, match="is at version 1, not 2"):
        require_version(title, 2)


def test_parts_are_named_once_in_one_order() -> None:
    assert wanted_parts("keywords, credits,credits,") == ("credits", "keywords")
    assert wanted_parts("") == ()
    with pytest.raises(UnknownPart, match="posters"):
        wanted_parts("credits,posters")
