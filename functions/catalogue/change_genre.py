"""PATCH /genres/{genre_slug}: give a genre another name, if nobody else has in the meantime."""

from catalogue import _wiring, _word_operations
from catalogue._domain.word import GenreSlug
from catalogue._replies.vocabulary import GenreChanges, GenreReply
from chassis.http import Caller, IfMatch, Reply, endpoint


@endpoint("PATCH /genres/{genre_slug}", scope="catalogue:write")
def handler(genre_slug: GenreSlug, body: GenreChanges, caller: Caller, expected: IfMatch) -> Reply[GenreReply]:
    genre = _word_operations.rename(_wiring.genres(), genre_slug, body.name, caller, expected)
    return Reply(GenreReply.of(genre), version=genre.version)
