"""Lists of people, companies and collections: words, one sort key, a position to continue after."""

from dataclasses import dataclass
from typing import Literal

SortKey = Literal["name", "-name", "updated", "-updated"]
MOST_WORDS = 8
Position = list[str]
"""Where a page ended: the sort key's value as text, then the id."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is asked for: every word begins a word of the name."""

    words: tuple[str, ...]
    sort: SortKey

    @property
    def key(self) -> str:
        """The sort key without its direction."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the greatest come first."""
        return self.sort.startswith("-")


def listing(query: str, sort: SortKey) -> Listing:
    """The listing that `query` and `sort` ask for; words beyond the eighth are not looked at."""
    return Listing(tuple(query.split()[:MOST_WORDS]), sort)
