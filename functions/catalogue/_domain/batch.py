"""A batch of an import: which rows say something new, which say nothing, which cannot be taken."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogue._domain import tmdb
from catalogue._domain.columns import RowRejected
from catalogue._domain.film import Film


@dataclass(frozen=True, slots=True)
class Row:
    """One film's line in the file of films and its cells in both files; None where a file lacks the film."""

    line: int
    movie: Mapping[str, Any] | None
    credits: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What is left to store, how many rows are known word for word, and what was refused."""

    films: tuple[Film, ...]
    unchanged: int
    rejected: tuple[Rejected, ...]


def numbers(rows: Iterable[Row]) -> Iterator[int]:
    """The source's numbers of the films of every row that has one."""
    for row in rows:
        try:
            if row.movie is not None:
                yield tmdb.film_number(row.movie)
        except RowRejected:
            continue


def read_batch(rows: Sequence[Row], hashes: Mapping[int, bytes]) -> Reading:
    """Sort `rows` by what the catalogue knows already: `hashes` maps a film's number to its last `source_hash`."""
    films: dict[int, Film] = {}
    lines: dict[int, int] = {}
    rejected: list[Rejected] = []
    for row in rows:
        try:
            number = _number(row, lines)
            if hashes.get(number) != tmdb.source_hash(row.movie or {}, row.credits):
                films[number] = tmdb.read_film(row.movie or {}, row.credits)
            lines[number] = row.line
        except RowRejected as refusal:
            rejected.append(Rejected(row.line, str(refusal)))
    return Reading(tuple(films.values()), len(lines) - len(films), tuple(rejected))


def _number(row: Row, lines: Mapping[int, int]) -> int:
    if row.movie is None:
        raise RowRejected(f"movie_id: there is no film {(row.credits or {}).get('movie_id')!r} for these credits")
    number = tmdb.film_number(row.movie)
    if number in lines:
        raise RowRejected(f"id: film {number} is in line {lines[number]} already")
    return number
