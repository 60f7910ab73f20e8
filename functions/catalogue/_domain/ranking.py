"""Which of the names that are like a text come first: how much of the text a name explains, then popularity.

Each typed word is worth its number of letters and is explained by the best word of the name: whole, begun (the last
typed word) or with slips. A name that holds more than was typed loses a little; one that fits without its spaces
(starwars) is compared as a whole, too. Popularity decides between names that fit alike and bends small differences.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log2

from catalogue._domain.names import Kind, Name
from catalogue._domain.slips import alike
from catalogue._domain.typed import Typed

LEAST = 0.5
"""What a name must reach to be an answer."""
EXPLAINED = 0.93
"""From here a text counts as explained: whose names stand beside a title is not asked."""
ASKED = 10
_WORD_FROM = 0.6  # two words that are less alike have nothing to do with each other
_BEGUN = 0.97
_LONGER = 0.12
_POPULARITY = 0.09
_CREDITED = 0.97
_SHORT, _SLIPPED = 2, 0.05


@dataclass(frozen=True, slots=True)
class Match:
    """A name and how well it answers, 0 to about 1.1."""

    name: Name
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer: a title or person, and which of its names was like the text."""

    id: str
    kind: Kind
    name: str
    matched_name: str
    year: int | None
    popularity: Decimal


def ranked(
    typed: Typed,
    names: Iterable[Name],
    numbered: Iterable[Name],
    billed: Callable[[Sequence[bytes]], Mapping[bytes, Sequence[str]]],
) -> list[Match]:
    """Each thing once, by its best name, the best first.

    `numbered` are titles that have the text as their id elsewhere. `billed` answers the people of titles; it is asked
    where no name explains the whole text, as in *nosferatu murnau*.
    """
    words = typed.folded.split()
    fits = {name.id: (name, _fits(words, name.folded.split())) for name in names}
    matches = _best_first(
        [
            *(Match(name, _score(words, name, fit)) for name, fit in fits.values()),
            *(Match(name, 1.0) for name in numbered),
        ]
    )
    if len(words) > 1 and matches and matches[0].score - _bonus(matches[0].name) < EXPLAINED:
        titles = [match.name for match in matches if match.name.kind != "person"][:ASKED]
        people = billed([name.thing_id for name in titles])
        helped = (_with_people(words, name, fits[name.id][1], people.get(name.thing_id, ())) for name in titles)
        matches = _best_first([*matches, *helped])
    return [match for match in matches if match.score >= LEAST]


def _best_first(matches: Iterable[Match]) -> list[Match]:
    best: dict[bytes, Match] = {}
    for match in matches:
        held = best.get(match.name.thing_id)
        if held is None or match.score > held.score:
            best[match.name.thing_id] = match
    return sorted(best.values(), key=lambda match: (-match.score, -match.name.popularity, match.name.thing_id))


def _fits(words: Sequence[str], others: Sequence[str]) -> list[float]:
    """How well each typed word is explained by the words of a name, 0 to 1."""
    return [max((_explained(word, other, last=place == len(words)) for other in others), default=0.0)
            for place, word in enumerate(words, start=1)]  # fmt: skip


def _explained(word: str, other: str, *, last: bool) -> float:
    if word == other:
        return 1.0
    if last and other.startswith(word):
        return _BEGUN
    found = alike(word, other)
    if last and len(other) > len(word) > _SHORT:  # begun and misspelt
        found = max(found, _BEGUN * alike(word, other[: len(word)]) - _SLIPPED)
    return found if found >= _WORD_FROM else 0.0


def _score(words: Sequence[str], name: Name, fits: Sequence[float]) -> float:
    others = name.folded.split()
    letters = sum(map(len, words))
    explained = sum(len(word) * fit for word, fit in zip(words, fits, strict=True)) / letters
    longer = max(0, sum(map(len, others)) - letters) / (sum(map(len, others)) + letters)
    joined = alike("".join(words), "".join(others))
    return max(explained - _LONGER * longer, joined - 0.02) + _bonus(name)


def _with_people(words: Sequence[str], name: Name, fits: Sequence[float], people: Sequence[str]) -> Match:
    """The title, where words that its name leaves unexplained are explained by people who made it."""
    helped = _fits(words, [word for person in people for word in person.split()])
    both = [max(own, _CREDITED * other) for own, other in zip(fits, helped, strict=True)]
    return Match(name, _score(words, name, both))


def _bonus(name: Name) -> float:
    return _POPULARITY * min(1.0, log2(1 + float(name.popularity)) / 10)
