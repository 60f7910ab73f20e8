"""GET /genres/{genre_slug}: a genre."""

from catalogue import _wiring
from catalogue._domain.word import GenreSlug
from catalogue._replies.vocabulary import GenreReply
from chassis.http import Reply, endpoint


@endpoint("GET /genres/{genre_slug}", cache="public, s-maxage=1, stale-while-revalidate=1")
def handler(genre_slug: GenreSlug) -> Reply[GenreReply]:
    genre = _wiring.genres().read(genre_slug)
    return Reply(GenreReply.of(genre), version=genre.version)
