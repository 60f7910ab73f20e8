"""What an id of another system leads to."""

from dataclasses import dataclass
from typing import Literal, get_args

FoundKind = Literal["title", "person", "company"]
KINDS: tuple[FoundKind, ...] = get_args(FoundKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A title, a person or a company that carries the id."""

    kind: FoundKind
    id: str
    name: str
