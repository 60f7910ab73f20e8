"""100,000 titles that nobody made, for the benchmarks of search."""

from __future__ import annotations

import time
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from catalogue import _wiring
from catalogue._adapters.mysql_names import index_titles
from catalogue._adapters.mysql_rows import INSERT_TITLE, title_values
from catalogue._domain.title import TitleFacts, TitleId, added
from chassis import clock
from chassis.ids import new_id, to_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

MADE_UP = 100_000


def made_up() -> list[tuple[str, float]]:
    """(name, popularity) of titles that nobody made: one to five of 30,000 words, some far commoner than others."""
    chance = Random(1895)
    starts, vowels, ends = (
        ["b", "br", "d", "f", "gr", "k", "l", "m", "n", "r", "st", "v"],
        "aeiou",
        ["", "l", "n", "r", "s", "nd"],
    )
    syllable = [first + vowel + last for first in starts for vowel in vowels for last in ends]
    words = ["".join(chance.choices(syllable, k=chance.choice((1, 2, 2, 3)))) for _ in range(30_000)]
    weights = [1 / (place + 10) for place in range(len(words))]
    lengths = chance.choices((1, 2, 3, 4, 5), (2, 4, 3, 2, 1), k=MADE_UP)
    return [
        (" ".join(chance.choices(words, weights, k=length)).title(), chance.paretovariate(1.1)) for length in lengths
    ]


def fill(names: Sequence[tuple[str, float]]) -> float:
    """Store made-up titles with their index; the seconds that it took."""
    began, now = time.perf_counter(), clock.now()
    for first in range(0, len(names), 1000):
        titles = [
            added(
                TitleId(new_id(now)),
                TitleFacts(kind="film", name=name, original_name=name, popularity=round(Decimal(p), 6)),
                now,
            )
            for name, p in names[first : first + 1000]
        ]
        with _wiring.database().transaction() as tx:
            tx.many(INSERT_TITLE, [title_values(title) for title in titles])
            index_titles(tx, [to_bytes(title.id) for title in titles])
            tx.save()
    return time.perf_counter() - began
