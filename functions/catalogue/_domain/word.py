"""A word that titles refer to: a genre by its slug, a keyword by its id; both have a name that may change."""

from dataclasses import dataclass
from typing import NewType

from catalogue._domain.refusals import ChangedMeanwhile

GenreSlug = NewType("GenreSlug", str)
KeywordId = NewType("KeywordId", str)


@dataclass(frozen=True, slots=True)
class Word:
    """`key` is the slug or the id; `version` counts the names."""

    key: str
    name: str
    version: int = 1


def require_word_version(word: Word, expected: int) -> None:
    """Raise `ChangedMeanwhile` unless the writer has seen the current name."""
    if word.version != expected:
        raise ChangedMeanwhile(f"{word.key} is at version {word.version}, not {expected}: read it again")
