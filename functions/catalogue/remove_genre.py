"""DELETE /genres/{genre_slug}: forget a genre that no title has."""

from catalogue import _wiring, _word_operations
from catalogue._domain.word import GenreSlug
from chassis.http import IfMatch, Reply, endpoint


@endpoint("DELETE /genres/{genre_slug}", scope="catalogue:write", status=204)
def handler(genre_slug: GenreSlug, expected: IfMatch) -> Reply[None]:
    return _word_operations.remove(_wiring.genres(), genre_slug, expected)
