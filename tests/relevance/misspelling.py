"""The stated model of a misspelt query.

One edit; a second one with probability 1/4 where the text has ten letters or more. An edit falls on a word of at least
four letters, longer words more often, and not on its first letter (slips of the first letter are rare; Yannakoudakis
and Fawthrop 1983). Its kind is drawn by these weights, which follow the shares that studies of slips at a keyboard
report (Damerau 1964: one omission, insertion, substitution or transposition explains four errors of five):

substitution by a neighbour on a QWERTY keyboard 28 · omission 25 · transposition 17 · a letter doubled or a neighbour
typed as well 16 · a spelling by ear (ph→f, ck→k, …) 9 · the space before the word left out 5

Where a kind does not apply, a substitution takes its place; a letter that is on no key is replaced by a random one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BY_EAR = (
    ("ph", "f"), ("ck", "k"), ("ie", "ei"), ("ei", "ie"), ("ll", "l"), ("ss", "s"), ("tt", "t"), ("nn", "n"),
    ("ea", "ee"), ("ou", "u"), ("th", "t"), ("y", "i"), ("c", "k"), ("z", "s"),
)  # fmt: skip
_WORD = re.compile(r"\w+")
SHORTEST, SECOND_EDIT_FROM, SECOND_EDIT = 4, 10, 0.25


def misspell(text: str, chance: Random) -> str:
    """`text` with one or two slips; the same `chance` gives the same. A text without a word of four letters stays."""
    edits = 1 + (len(text) >= SECOND_EDIT_FROM and chance.random() < SECOND_EDIT)
    for _ in range(edits):
        text = _slip(text, chance)
    return text


def _slip(text: str, chance: Random) -> str:
    words = [found for found in _WORD.finditer(text) if len(found[0]) >= SHORTEST]
    if not words:
        return text
    (word,) = chance.choices(words, [len(found[0]) for found in words])
    ((kind, _),) = chance.choices(_KINDS, [weight for _, weight in _KINDS])
    start, end = word.span()
    if kind is _joined:
        return text[:start].rstrip() + text[start:] if start else _put(text, start, end, _substituted, chance)
    return _put(text, start, end, kind, chance)


def _put(text: str, start: int, end: int, kind: Callable[[str, int, Random], str], chance: Random) -> str:
    word = text[start:end]
    slipped = kind(word, chance.randrange(1, len(word)), chance)
    return text[:start] + slipped + text[end:]


def _substituted(word: str, at: int, chance: Random) -> str:
    return word[:at] + _neighbour(word[at], chance) + word[at + 1 :]


def _omitted(word: str, at: int, _: Random) -> str:
    return word[:at] + word[at + 1 :]


def _transposed(word: str, at: int, _: Random) -> str:
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _inserted(word: str, at: int, chance: Random) -> str:
    more = word[at] if chance.random() < 0.5 else _neighbour(word[at], chance)
    return word[:at] + more + word[at:]


def _by_ear(word: str, at: int, chance: Random) -> str:
    fitting = [(heard, written) for heard, written in _BY_EAR if heard in word[1:]]
    if not fitting:
        return _substituted(word, at, chance)
    heard, written = chance.choice(fitting)
    return word[0] + word[1:].replace(heard, written, 1)


def _joined(word: str, _at: int, _chance: Random) -> str:
    return word  # the space is outside the word: see _slip


def _neighbour(letter: str, chance: Random) -> str:
    for row in _ROWS:
        place = row.find(letter.lower())
        if place >= 0:
            return chance.choice(row[max(place - 1, 0) : place] + row[place + 1 : place + 2])
    return chance.choice("aeionrst")


_KINDS: tuple[tuple[Callable[[str, int, Random], str], int], ...] = (
    (_substituted, 28), (_omitted, 25), (_transposed, 17), (_inserted, 16), (_by_ear, 9), (_joined, 5),
)  # fmt: skip
