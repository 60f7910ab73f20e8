"""The beats that genres and keywords share."""

from collections.abc import Callable
from typing import TypeVar

from catalogue._adapters.mysql_words import Words
from catalogue._domain.word import Word, require_word_version
from chassis import clock
from chassis.http import Caller, IdempotencyKey, Reply
from chassis.idempotency import once

R = TypeVar("R")


def add(words: Words, word: Word, show: Callable[[Word], R], caller: Caller, key: IdempotencyKey) -> Reply[R]:
    """A new word; the same key adds it once. Raises the list's refusal where it is there already."""
    kind = words.kind
    with words.transaction() as held:

        def work() -> Reply[R]:
            held.add(word, clock.now())
            return Reply(show(word), version=1, location=f"/api/catalogue/{kind.table}/{word.key}")

        reply, _ = once(held.tx, caller.sub, f"Add{kind.name.title()}", key, key.body_hash, work)
        held.tx.save()
    return reply


def rename(words: Words, key: str, name: str, caller: Caller, expected: int) -> Word:
    """The word under another name; titles that show it are new. Raises what the list refuses."""
    with words.transaction() as held:
        word = held.load(key, " FOR UPDATE")
        require_word_version(word, expected)
        if word.name != name:
            word = Word(key, name, word.version + 1)
            held.tx.save(*held.rename(word, clock.now(), caller.sub))
    return word


def remove(words: Words, key: str, expected: int) -> Reply[None]:
    """Forget a word that no title has. Raises what the list refuses."""
    with words.transaction() as held:
        word = held.load(key, " FOR UPDATE")
        require_word_version(word, expected)
        held.remove(word)
        held.tx.save()
    return Reply(None)
