"""Which of a title's texts a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue._domain.translations import FIELDS, Translation, canonical, chain, in_language, preferred

TAGS = ["fr", "fr-CA", "fr-FR", "zh", "zh-Hant", "zh-Hant-TW", "de", "de-AT"]
TEXT = st.sampled_from(["", "one", "two", "three"])
KNOWN = st.lists(
    st.builds(Translation, language=st.sampled_from(TAGS), name=TEXT, overview=TEXT, tagline=TEXT),
    unique_by=lambda each: each.language,
)
OWN = st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXT))


@given(own=OWN, known=KNOWN, tag=st.sampled_from(TAGS))
def test_each_field_is_the_first_text_of_the_chain_and_else_the_titles_own(
    own: dict[str, str], known: list[Translation], tag: str
) -> None:
    texts, languages = in_language(own, known, tag)
    by_language = {each.language: each for each in known}
    subtags = tag.split("-")
    for field in FIELDS:
        wanted = own[field]
        for length in range(1, len(subtags) + 1):  # the longer, the more it counts
            found = by_language.get("-".join(subtags[:length]))
            wanted = getattr(found, field) or wanted if found else wanted
        assert texts[field] == wanted
    assert all(language == tag or tag.startswith(f"{language}-") for language in languages)
    assert len(set(languages)) == len(languages)


@given(own=OWN, known=KNOWN, tag=st.sampled_from(TAGS))
def test_other_languages_and_the_order_of_translations_count_for_nothing(
    own: dict[str, str], known: list[Translation], tag: str
) -> None:
    near = [each for each in known if each.language.split("-")[0] == tag.split("-", maxsplit=1)[0]]
    assert in_language(own, known, tag) == in_language(own, near[::-1], tag)
    assert in_language(own, known, "") == (own, ())


@given(tag=st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", fullmatch=True))
def test_a_chain_starts_with_the_usual_spelling_and_ends_with_the_bare_language(tag: str) -> None:
    found = chain(tag)
    assert found[0] == canonical(tag) == canonical(canonical(tag))
    assert found[-1] == tag.split("-", maxsplit=1)[0].lower()


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("fr-CA, fr;q=0.9, *;q=0.1", "fr-CA"),
        ("en;q=0.2, de;q=0.7", "de"),
        ("*", ""),
        ("", ""),
        ("fr;q=0", ""),
        ("fr;q=nonsense, de;q=0.1", "de"),
        ("fr;q=nan", ""),
        ("é, fr", "fr"),
        ("-", ""),
    ],
)
def test_the_best_liked_language_counts(header: str, tag: str) -> None:
    assert preferred(header) == tag


def test_spelling_follows_custom() -> None:
    assert [canonical(each) for each in ("PT-br", "zh-hant-tw", "es-419")] == ["pt-BR", "zh-Hant-TW", "es-419"]
