"""POST /genres: add a genre; the same Idempotency-Key adds it once."""

from catalogue import _wiring, _word_operations
from catalogue._domain.word import Word
from catalogue._replies.vocabulary import GenreReply, NewGenre
from chassis.http import Caller, IdempotencyKey, Reply, endpoint


@endpoint("POST /genres", scope="catalogue:write", status=201)
def handler(body: NewGenre, caller: Caller, key: IdempotencyKey) -> Reply[GenreReply]:
    return _word_operations.add(_wiring.genres(), Word(body.slug, body.name), GenreReply.of, caller, key)
