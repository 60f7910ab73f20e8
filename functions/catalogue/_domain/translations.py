"""A title's texts by language, and which of them a reader of a language sees.

Per field: the exact tag, then the tag without its last subtag (RFC 4647, Lookup) down to the bare language, then the
title's own text. An empty text falls through.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalogue._domain.title import Title

FIELDS = ("name", "overview", "tagline")
_SCRIPT, _REGION = 4, 2
_LONGEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What is said about a title in `language` (BCP 47); an empty text falls through."""

    language: str
    name: str = ""
    overview: str = ""
    tagline: str = ""


Texts = tuple[dict[str, str], tuple[str, ...]]
"""Texts by field, and the languages that they came from."""


def canonical(tag: str) -> str:
    """The usual spelling of a BCP 47 tag: `zh-hant-tw` → `zh-Hant-TW`."""
    language, *rest = tag.split("-")
    return "-".join([language.lower(), *(_subtag(each) for each in rest)])


def _subtag(text: str) -> str:
    if len(text) == _SCRIPT and text.isalpha():
        return text.title()
    return text.upper() if len(text) == _REGION else text.lower()


def chain(tag: str) -> tuple[str, ...]:
    """The tags to look for, in order: `fr-CA` → `fr-CA`, `fr`; nothing for an empty one."""
    subtags = canonical(tag).split("-") if tag else []
    return tuple("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))


def in_language(own: Mapping[str, str], known: Iterable[Translation], tag: str) -> Texts:
    """The texts of a title for a reader of `tag`, and the languages that they came from, the first field's first.

    `own` are its own texts by field, whose language nobody states: they add none.
    """
    by_language = {each.language: each for each in known}
    wanted = [by_language[each] for each in chain(tag) if each in by_language]
    found = {field: next((each for each in wanted if getattr(each, field)), None) for field in own}
    texts = {field: getattr(each, field) if each else own[field] for field, each in found.items()}
    return texts, tuple(dict.fromkeys(each.language for each in found.values() if each))


def translated(title: Title, known: Iterable[Translation], tag: str) -> tuple[Title, tuple[str, ...]]:
    """The title as a reader of `tag` sees it, and the languages of its texts."""
    own = {field: getattr(title.facts, field) for field in FIELDS}
    found, languages = in_language(own, known, tag)
    texts: Mapping[str, Any] = found
    return replace(title, facts=replace(title.facts, **texts)), languages


def preferred(accept_language: str) -> str:
    """The tag that `Accept-Language` (RFC 9110) likes best; empty for none, `*` or what cannot be read.

    Only the first choice counts: the title's own text, whose language is not known, may well be the second.
    """
    best, most = "", 0.0
    for item in accept_language.split(","):
        tag, _, weight = (part.strip() for part in item.partition(";"))
        quality = _quality(weight)
        if quality > most and len(tag) <= _LONGEST and tag.replace("-", "").isalnum() and tag.isascii():
            best, most = tag, quality
    return best


def _quality(weight: str) -> float:
    try:
        return float(weight.removeprefix("q=")) if weight else 1.0
    except ValueError:
        return 0.0
