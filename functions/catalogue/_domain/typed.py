"""What somebody typed into a search, and the words of the catalogue that may be meant by it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product

from catalogue._domain.filters import any_of, malformed
from catalogue._domain.names import FIRST_LETTERS, KINDS, LONGEST_WORD, Kind, begun, folded, spellings, words
from catalogue._domain.slips import alike

MOST_WORDS = 12
MEANT_EACH, MEANT_BESIDE = 5, 2
PHRASES = 8
_LEAST_ALIKE = 0.6
_SHORTEST_HALF = 2
# Beside other words these lead nowhere in particular.
_LITTLE = frozenset(
    ["a", "an", "and", "das", "de", "der", "die", "el", "for", "in", "la", "le", "les", "of", "on", "the", "to"]
)

_EXTERNAL_ID = re.compile(r"(?=.*\d)[\x21-\x7e]{2,64}")


@dataclass(frozen=True, slots=True)
class Typed:
    """A search: its text without outer blanks, the text as names are compared, and the kinds of things wanted."""

    text: str
    folded: str
    kinds: tuple[Kind, ...]

    @property
    def words(self) -> list[str]:
        """The first words, each once."""
        return words(self.folded)[:MOST_WORDS]

    @property
    def external_id(self) -> str | None:
        """The text, if it may be another system's id of a title, such as tt0013442."""
        return self.text if _EXTERNAL_ID.fullmatch(self.text) else None

    def spellings(self) -> list[str]:
        """The spellings under which meant words may stand: of each word, of neighbours joined, of halves of a word."""
        found = {spelling for word in self._with_joined() for spelling in spellings(word)}
        return sorted(found | {half for word in self.words for pair in _halves(word) for half in pair})

    def _with_joined(self) -> list[str]:
        return [*self.words, *((one + other)[:LONGEST_WORD] for one, other in pairwise(self.words))]

    def meant(self, known: Iterable[str]) -> dict[str, float]:
        """Words of the catalogue → how many letters of the text they explain, by `known` ones that share spellings."""
        found, catalogue = dict[str, float](), set(known)
        telling = [word for word in self._with_joined() if word not in _LITTLE] or self.words
        for word in telling:
            for score, other in _likest(word, catalogue):
                found[other] = max(found.get(other, 0.0), score * len(word))
        for word in self.words:
            for pair in _halves(word):
                if catalogue.issuperset(pair) and word not in catalogue:
                    found |= {half: max(found.get(half, 0.0), float(len(half))) for half in pair}
        if self.words and len(self.words[-1]) <= FIRST_LETTERS:
            found[begun(self.words[-1])] = float(len(self.words[-1]))
        return found

    def phrases(self, known: Iterable[str]) -> list[str]:
        """The whole text with each word as it may be meant, the likeliest first: names that are exactly this exist."""
        catalogue = set(known)
        choices = [[other for _, other in _likest(word, catalogue)[:2]] or [word] for word in self.words]
        return list(dict.fromkeys([self.folded, *map(" ".join, islice(product(*choices), PHRASES))]))


def typed(text: str, kind: Sequence[str]) -> Typed:
    """Read the query parameters. Raises `MalformedFilter` for an unknown kind."""
    clauses = any_of("kind", kind)
    wrong = [value for clause in clauses for value in clause.values if value not in KINDS]
    if wrong:
        raise malformed("kind", f"{wrong[0]!r} is none of {', '.join(KINDS)}")
    kinds = tuple(each for each in KINDS if all((each in clause.values) != clause.negated for clause in clauses))
    return Typed(text.strip(), folded(text), kinds)


def _likest(word: str, known: Iterable[str]) -> list[tuple[float, str]]:
    """The most alike of the known words, the likest first; fewer where the word itself is known."""
    scored = ((alike(word, other), other) for other in known)
    best = sorted((each for each in scored if each[0] >= _LEAST_ALIKE), reverse=True)
    return best[: MEANT_BESIDE if best and best[0][1] == word else MEANT_EACH]


def _halves(word: str) -> list[tuple[str, str]]:
    """The ways in which a space may be missing in a word."""
    places = range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
    return [(word[:place], word[place:]) for place in places]
