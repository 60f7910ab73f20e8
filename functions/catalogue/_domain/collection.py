"""A collection: titles that belong together, in an order that somebody chose."""

from dataclasses import dataclass
from typing import NewType

from catalogue._domain.thing import Thing
from catalogue._domain.title import TitleId

CollectionId = NewType("CollectionId", str)
MOST_TITLES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionFacts:
    """A removed title keeps its place in `titles`, and readers do not see it."""

    name: str
    overview: str = ""
    titles: tuple[TitleId, ...] = ()


Collection = Thing[CollectionFacts]
