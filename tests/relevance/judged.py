"""Judged queries: what somebody types who means a certain thing, drawn with a seed from facts of the catalogue.

    PYTHONPATH=tests:localstack .venv/bin/python -m relevance.judged > tests/relevance/sample_queries.jsonl

draws those over the project's own films. The file was committed before there was a ranker to please, when there were
thirty films: the later ones are only in its way. 50 of its queries are held out and only measured at the end
(`bench/search.py --held-out`). Over TMDB 5000 the same generator draws at run time, from the files that `CDLC_DATA`
names. Right answers are all things of which the fact is true:

name         a film's name                                    → every film of that name
alternative  the name in its own language, where it differs   → every film that bears it so
credit       a director's or billed player's name             → every person of that name
credited     a film's name, then such a person's last name    → every film of that name that credits that person
id           the film's number at the source                  → that film

A third of the queries is misspelt (misspelling.py; never ids). A fifth of what is drawn breaks off within its last
word, as somebody types (more where a small catalogue runs out of other queries). Half are typed in lower case, half
without accents on Latin letters.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Literal

from relevance.misspelling import misspell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SAMPLE = Path(__file__).with_name("sample_queries.jsonl")
SEED = 1902
QUERIES, HELD_OUT = 240, 50
BILLED = 8
SHARES = {"name": 0.3, "alternative": 0.14, "credit": 0.32, "credited": 0.17, "id": 0.07}

Fact = Literal["name", "alternative", "credit", "credited", "id"]
Typed = Literal["whole", "begun", "misspelt"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A query and its right answers: `film:<number>` and `person:<number>`, the numbers at the source."""

    query: str
    fact: Fact
    typed: Typed
    answers: tuple[str, ...]
    held_out: bool = False


def read(path: Path = SAMPLE) -> list[Judged]:
    """The committed queries."""
    rows = map(json.loads, path.read_text().splitlines())
    return [Judged(**{**row, "answers": tuple(row["answers"])}) for row in rows]


def draw(rows: Iterable[Mapping[str, Any]], count: int = QUERIES, held_out: int = HELD_OUT) -> list[Judged]:
    """`count` queries over films as TMDB's two files have them (`{"movie": cells, "credits": cells}`)."""
    chance = Random(SEED)
    facts = _facts(rows)
    drawn: dict[tuple[str, str], Judged] = {}
    for fact, share in SHARES.items():
        known = sorted(facts[fact].items())
        chance.shuffle(known)
        wanted = len(drawn) + round(count * share)
        for text, answers in islice(cycle(known), 20 * count):
            each = _typed(Judged(text, fact, "whole", tuple(sorted(answers))), chance)
            drawn.setdefault((each.fact, each.query), each)
            if len(drawn) == wanted:
                break
    queries = _misspelt(list(drawn.values()), chance)
    kept_back = set(chance.sample(range(len(queries)), held_out))
    return [replace(each, held_out=place in kept_back) for place, each in enumerate(queries)]


def _facts(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, set[str]]]:
    """Fact → text → right answers."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        movie, film = row["movie"], f"film:{row['movie']['id']}"
        found["id"][movie["id"]].add(film)
        found["name"][movie["title"]].add(film)
        if movie["original_title"] not in ("", movie["title"]):
            found["alternative"][movie["original_title"]].add(film)
        for name, number in _people(row["credits"] or {}):
            found["credit"][name].add(f"person:{number}")
            if " " in name:
                found["credited"][f"{movie['title']} {name.split()[-1]}"].add(film)
    return found


def _people(cells: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    billed = [each for each in json.loads(cells.get("cast", "[]")) if each["order"] < BILLED]
    directors = [each for each in json.loads(cells.get("crew", "[]")) if each["job"] == "Director"]
    for each in (*billed, *directors):
        yield each["name"], each["id"]


def _typed(judged: Judged, chance: Random) -> Judged:
    text = judged.query
    if chance.random() < 0.5:
        text = text.lower()
    if chance.random() < 0.5:
        text = _unaccented(text)
    if judged.fact != "id" and chance.random() < 0.2:
        head, space, last = text.rpartition(" ")
        kept = max(3, round(len(last) * chance.uniform(0.5, 0.9)))
        if kept < len(last) and len(text) > 5:
            return replace(judged, query=head + space + last[:kept], typed="begun")
    return replace(judged, query=text)


def _unaccented(text: str) -> str:
    """Latin letters without their marks; every other script as it is."""
    parts = (unicodedata.normalize("NFKD", letter) for letter in unicodedata.normalize("NFC", text))
    pairs = zip(unicodedata.normalize("NFC", text), parts, strict=True)
    return "".join(part[0] if part[0].isascii() and len(part) > 1 else letter for letter, part in pairs)


def _misspelt(queries: Sequence[Judged], chance: Random) -> list[Judged]:
    """The queries in a random order, a third of them misspelt."""
    shuffled = list(queries)
    chance.shuffle(shuffled)
    left = round(len(shuffled) / 3)
    result = []
    for each in shuffled:
        wrong = misspell(each.query, chance) if left and each.fact != "id" and each.typed == "whole" else each.query
        if wrong != each.query:
            left -= 1
        result.append(each if wrong == each.query else replace(each, query=wrong, typed="misspelt"))
    chance.shuffle(result)
    return result


def reciprocal_rank(found: Sequence[str], answers: Iterable[str], deepest: int = 10) -> float:
    """1 / the place of the first right answer among the first ten; 0 without one."""
    right = set(answers)
    return next((1 / place for place, each in enumerate(found[:deepest], start=1) if each in right), 0.0)


if __name__ == "__main__":
    from seed.rows import title_rows

    for each in draw(title_rows()):
        sys.stdout.write(json.dumps(asdict(each), ensure_ascii=False) + "\n")
