"""What a name is looked up by: its words in lower-case ASCII, and the ways in which a word may be meant."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from math import log2
from typing import Literal

Kind = Literal["film", "series", "person"]
KINDS: tuple[Kind, ...] = ("film", "series", "person")
LONGEST = 255
LONGEST_WORD = 32
HIGHEST_BAND = 5
POPULAR = 2
"""Names from this band on are found by the first letters of their words alone."""
FIRST_LETTERS = 2
LATE = 20
"""Where somebody counts as billed whose place nobody tells."""
_SLIPS_FROM, _SLIPS_TO = 4, 20  # letters of a word that may be misspelt: shorter ones become too many others

_DROPPED = re.compile(r"['.\u2019]")  # D.O.A. is typed doa, Jeanne d'Arc darc
_BETWEEN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing; one thing may have many."""

    kind: Kind
    thing_id: bytes
    name: str
    folded: str
    popularity: Decimal

    @property
    def id(self) -> int:
        """The same for everybody who stores this name of this thing: 64 bits of a hash."""
        return int.from_bytes(blake2b(self.thing_id + self.folded.encode(), digest_size=8).digest())

    @property
    def band(self) -> int:
        """How popular, in few steps, so that few changes move a name: 0 below 3, then 15, 63, 255, 1023."""
        return min(HIGHEST_BAND, int(log2(1 + float(self.popularity)) / 2))

    def looked_up_by(self) -> list[str]:
        """What leads to the name: its words and, where it is popular, their first letters."""
        found = words(self.folded)
        if self.band >= POPULAR:
            found += {begun(word[:length]) for word in found for length in range(1, FIRST_LETTERS + 1)}
        return found


def share(popularity: Decimal, kind: str, billing_order: int | None, job: str) -> Decimal:
    """How popular a title makes somebody by one credit."""
    if kind == "cast":
        return popularity / (1 + (LATE if billing_order is None else billing_order))
    return popularity if job == "Director" else popularity * Decimal("0.1")


def folded(text: str) -> str:
    """Lower-case ASCII words with single spaces: no accents, other scripts transliterated, punctuation gone."""
    if not text.isascii():
        from anyascii import anyascii  # noqa: PLC0415 - its tables load on first use

        text = anyascii(unicodedata.normalize("NFKC", text))
    text = _DROPPED.sub("", text.casefold().replace("&", " and "))
    return _BETWEEN.sub(" ", text)[:LONGEST].strip()


def words(text: str) -> list[str]:
    """The distinct words of a folded text."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in text.split()))


def begun(letters: str) -> str:
    """The key of words that begin with one or two letters."""
    return f"{letters}*"


def spellings(word: str) -> set[str]:
    """The word, and what is left of it without one letter: two words one slip apart share one of these.

    Wolf Garbe's symmetric deletes (SymSpell): any omitted, added, wrong or swapped letter is met by leaving out one on
    either side, so that a misspelt word is looked up like a right one, without comparing it with a dictionary.
    """
    if not _SLIPS_FROM <= len(word) <= _SLIPS_TO:
        return {word}
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def spelling_rows(some: Iterable[str]) -> list[tuple[str, str]]:
    """(spelling, word) of each word, in order."""
    return sorted((spelling, word) for word in some for spelling in spellings(word))
