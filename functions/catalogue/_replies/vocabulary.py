"""Genres, keywords, countries and languages: models with the published field names."""

from typing import Annotated, Self

from pydantic import StringConstraints

from catalogue._domain.word import Word
from catalogue._replies.titles import Slug
from chassis.reply import Body

GenreName = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)]
KeywordName = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True)]


class GenreChanges(Body):
    """The merge patch of `PATCH /genres/{genre_slug}`: another name; the slug is for ever."""

    name: GenreName


class NewGenre(GenreChanges):
    """The body of `POST /genres`."""

    slug: Slug


class GenreReply(Body):
    """A genre, which titles have by its slug."""

    slug: str
    name: str

    @classmethod
    def of(cls, word: Word) -> Self:
        """The reply for a genre."""
        return cls(slug=word.key, name=word.name)


class KeywordFields(Body):
    """The body of `POST /keywords` and the merge patch of `PATCH /keywords/{keyword_id}`."""

    name: KeywordName


class KeywordReply(Body):
    """A keyword, which titles show by its name."""

    id: str
    name: str

    @classmethod
    def of(cls, word: Word) -> Self:
        """The reply for a keyword."""
        return cls(id=word.key, name=word.name)


class Coded(Body):
    """A country (ISO 3166-1 alpha-2) or a language (BCP 47)."""

    code: str
    name: str
