"""MovieLens's ratings and links in MySQL: many rows per statement, repeated batches change nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chassis.mysql import Database, Transaction
    from discovery._domain.movielens import Link, Rating

_INSERT_RATING = (
    "INSERT INTO ratings (user_id, movie_id, rating, rated_at) VALUES (%s, %s, %s, %s)"
    " ON DUPLICATE KEY UPDATE rating = VALUES(rating), rated_at = VALUES(rated_at)"
)
_INSERT_LINK = (
    "INSERT INTO links (movie_id, imdb_id, tmdb_id) VALUES (%s, %s, %s)"
    " ON DUPLICATE KEY UPDATE imdb_id = VALUES(imdb_id), tmdb_id = VALUES(tmdb_id)"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows were new, different, or there already, and how many ratings are of films that we do not know."""

    added: int
    changed: int
    unchanged: int
    without_title: int


class Ratings:
    """Stores batches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, ratings: Sequence[Rating], links: Sequence[Link]) -> Stored:
        """Store the rows that say something new, in the order of their keys, so that batches do not dead-lock."""
        return self._database.retry(lambda: self._store(ratings, links))

    def _store(self, ratings: Sequence[Rating], links: Sequence[Link]) -> Stored:
        rated = {(r.user_id, r.movie_id): (r.stars, r.rated_at.astimezone(UTC).replace(tzinfo=None)) for r in ratings}
        linked = {link.movie_id: (link.imdb_id, link.tmdb_id) for link in links}
        with self._database.transaction() as tx:
            known_ratings, known_links = _known_ratings(tx, {user for user, _ in rated}), _known_links(tx, linked)
            new_ratings = {key: value for key, value in sorted(rated.items()) if known_ratings.get(key) != value}
            new_links = {key: value for key, value in sorted(linked.items()) if known_links.get(key) != value}
            tx.many(_INSERT_RATING, [(*key, *value) for key, value in new_ratings.items()])
            tx.many(_INSERT_LINK, [(key, *value) for key, value in new_links.items()])
            titled = _titled(tx, {movie for _, movie in rated})
            tx.save()
        changed = len(new_ratings.keys() & known_ratings) + len(new_links.keys() & known_links)
        fresh = len(new_ratings) + len(new_links) - changed
        without = sum(movie not in titled for _, movie in rated)
        return Stored(fresh, changed, len(ratings) + len(links) - fresh - changed, without)


def _known_ratings(tx: Transaction, users: set[int]) -> dict[tuple[int, int], tuple[Any, ...]]:
    """Every rating of these users: a file in the order of users makes this one short range per batch."""
    sql = "SELECT user_id, movie_id, rating, rated_at FROM ratings WHERE user_id IN %s"
    rows = tx.all(sql, (tuple(users),)) if users else []
    return {(row["user_id"], row["movie_id"]): (row["rating"], row["rated_at"]) for row in rows}


def _known_links(tx: Transaction, movies: dict[int, Any]) -> dict[int, tuple[Any, ...]]:
    sql = "SELECT movie_id, imdb_id, tmdb_id FROM links WHERE movie_id IN %s"
    rows = tx.all(sql, (tuple(movies),)) if movies else []
    return {row["movie_id"]: (row["imdb_id"], row["tmdb_id"]) for row in rows}


def _titled(tx: Transaction, movies: set[int]) -> set[int]:
    """Which of these films the catalogue has."""
    sql = (
        "SELECT l.movie_id FROM links l JOIN titles t ON t.tmdb_id = l.tmdb_id WHERE l.movie_id IN %s AND t.removed = 0"
    )
    return {row["movie_id"] for row in tx.all(sql, (tuple(movies),))} if movies else set()
