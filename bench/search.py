"""Search beside a plain LIKE, the store's own full text over trigrams, and Tantivy, all over the same names.

    pip install --target PEER tantivy
    CDLC_DATA=… PYTHONPATH=tests:PEER .venv/bin/python bench/search.py [--held-out]

TMDB 5000 is imported into a schema of its own on the real MariaDB; the judged queries are drawn over it with their seed
(tests/relevance), the held-out ones measured only on request. Then 100,000 made-up titles are added and each side
answers 300 of their names, a third misspelt. Times are the side's alone, without HTTP. Writes results/search.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import psutil
import tantivy
from made_up_titles import MADE_UP, fill, made_up
from tmdb_rows import tmdb

from catalogue import _wiring, import_titles
from catalogue._domain.names import folded
from catalogue._domain.ranking import ranked
from catalogue._domain.typed import typed
from integration.catalogue.context_stores import context
from relevance import judged
from relevance.misspelling import misspell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from integration.catalogue.context_stores import Schema
    from relevance.judged import Judged

    Find = Callable[[str], list[bytes]]

RESULT = Path(__file__).parent / "results" / "search.md"
QUERIES, HELD_OUT, TIMED, BATCH = 600, 150, 200, 40
_LIKE = """
SELECT id FROM (SELECT id, popularity FROM titles
WHERE removed_at IS NULL AND (name LIKE %(like)s OR original_name LIKE %(like)s)
UNION ALL SELECT id, 0 FROM people WHERE name LIKE %(like)s) n ORDER BY popularity DESC LIMIT 10
"""
_FULL_TEXT = (
    "SELECT thing_id AS id FROM bench_grams WHERE MATCH (grams) AGAINST (%(grams)s)"
    " ORDER BY MATCH (grams) AGAINST (%(grams)s) DESC LIMIT 10"
)


def ours(query: str) -> list[bytes]:
    """All that the operation does, without HTTP."""
    wanted = typed(query, [])
    with _wiring.search_names().open() as names:
        best = ranked(wanted, names.like(wanted), names.numbered(wanted), names.billed)[:10]
        names.shown(best)
    return [match.name.thing_id for match in best]


def selected(sql: str, params: Callable[[str], dict[str, str]]) -> Find:
    """A search that is one statement."""

    def find(query: str) -> list[bytes]:
        with _wiring.database().read() as tx:
            return [row["id"] for row in tx.all(sql, params(query))]

    return find


def grams(text: str) -> str:
    """The trigrams of a folded text as words of a full-text index, z in the place of a word's ends."""
    return " ".join(f"z{word}z"[at : at + 3] for word in text.split() for at in range(len(word)))


def full_text(schema: Schema, names: Sequence[dict[str, Any]]) -> Find:
    """MariaDB's full-text index over trigrams."""
    schema.rows("DROP TABLE IF EXISTS bench_grams")
    schema.rows(
        "CREATE TABLE bench_grams (id BIGINT UNSIGNED PRIMARY KEY, thing_id BINARY(16), grams TEXT,"
        " FULLTEXT KEY (grams))"
    )
    rows = [(row["id"], row["thing_id"], grams(row["folded"])) for row in names]
    for first in range(0, len(rows), 1000):
        with _wiring.database().transaction() as tx:
            tx.many("INSERT INTO bench_grams VALUES (%s, %s, %s)", rows[first : first + 1000])
            tx.save()
    return selected(_FULL_TEXT, lambda query: {"grams": grams(folded(query))})


def engine(names: Sequence[dict[str, Any]]) -> Find:
    """Tantivy in memory: words as they are, one slip apart, or begun (the last); popularity as a factor."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("name", tokenizer_name="whitespace")
    builder.add_float_field("weight", fast=True)
    builder.add_bytes_field("thing", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer(100_000_000)
    for row in names:
        writer.add_document(
            tantivy.Document(name=row["folded"], weight=1 + float(row["popularity"]) / 100, thing=row["thing_id"])
        )
    writer.commit()
    index.reload()
    searcher, schema, should = index.searcher(), index.schema, tantivy.Occur.Should

    def find(query: str) -> list[bytes]:
        words = folded(query).split()
        parts = [
            (should, tantivy.Query.boost_query(tantivy.Query.term_query(schema, "name", word), 2.0)) for word in words
        ]
        parts += [
            (should, tantivy.Query.fuzzy_term_query(schema, "name", word, prefix=place == len(words)))
            for place, word in enumerate(words, start=1)
        ]
        hits = searcher.search(tantivy.Query.boolean_query(parts), 10, weight_by_field="weight").hits
        return [bytes(searcher.doc(address)["thing"][0]) for _, address in hits]

    return find


def sides(schema: Schema) -> dict[str, Find]:
    """Every side over the names that are stored now."""
    names = schema.rows("SELECT id, thing_id, folded, popularity FROM search_names")
    like = selected(_LIKE, lambda query: {"like": f"%{query}%"})
    return {
        "search": ours,
        "LIKE": like,
        "full text over trigrams": full_text(schema, names),
        "Tantivy 0.27, one slip a word": engine(names),
    }


def relevance(find: Find, queries: Sequence[Judged], numbers: dict[bytes, str]) -> dict[str, float]:
    """MRR over all, by how the queries are typed, and over those held out."""
    ranks = defaultdict(list)
    for each in queries:
        rank = judged.reciprocal_rank([numbers.get(key, "") for key in find(each.query)], each.answers)
        for name in ("held out",) if each.held_out else ("all", each.typed):
            ranks[name].append(rank)
    return {name: statistics.fmean(of) for name, of in ranks.items()}


def timed(find: Find, queries: Sequence[str], server: psutil.Process) -> tuple[float, ...]:
    """p50, p95 and CPU of client and server together, milliseconds a query; ten others go before."""
    for query in queries[:10]:
        find(query)
    took, before = [], cpu(server)
    for query in queries[10:]:
        began = time.perf_counter()
        find(query)
        took.append((time.perf_counter() - began) * 1000)
    spent = (cpu(server) - before) * 1000 / len(took)
    return statistics.median(took), statistics.quantiles(took, n=20)[18], spent


def cpu(server: psutil.Process) -> float:
    return time.process_time() + sum(server.cpu_times()[:2])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--held-out", action="store_true", help="measure the queries that were held out, too")
    held_out = parser.parse_args().held_out
    rows, chance, names = list(tmdb(Path(os.environ["CDLC_DATA"]))), Random(1896), made_up()
    queries = [each for each in judged.draw(rows, QUERIES, HELD_OUT) if held_out or not each.held_out]
    texts = [name.lower() for name, _ in chance.sample(names, TIMED)]
    texts = [misspell(text, chance) if place % 3 == 0 else text for place, text in enumerate(texts)]
    with context("catalogue") as schema:
        server = psutil.Process(int(Path(schema.rows("SELECT @@pid_file AS pid")[0]["pid"]).read_text()))
        for first in range(0, len(rows), BATCH):
            import_titles.handler({"rows": rows[first : first + BATCH]}, None)
        films = schema.rows("SELECT title_id AS id, value AS number FROM title_external_ids WHERE source = 'tmdb'")
        people = schema.rows("SELECT id, tmdb_id AS number FROM people")
        numbers = {row["id"]: f"film:{row['number']}" for row in films}
        numbers |= {row["id"]: f"person:{row['number']}" for row in people}
        found = {name: relevance(find, queries, numbers) for name, find in sides(schema).items()}
        seconds = fill(names)
        took = {name: timed(find, texts, server) for name, find in sides(schema).items()}
    RESULT.write_text(table(found, took, seconds))
    sys.stdout.write(RESULT.read_text())
    return 0


def table(found: dict[str, dict[str, float]], took: dict[str, tuple[float, ...]], seconds: float) -> str:
    kinds = [kind for kind in ("all", "whole", "begun", "misspelt", "held out") if kind in found["search"]]
    lines = [
        " | ".join(["", name, *(f"{of[kind]:.3f}" for kind in kinds), *(f"{ms:.1f}" for ms in took[name]), ""]).strip()
        for name, of in found.items()
    ]
    ran = (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} (1 min) as it ended"
    )
    return f"""# Search, relevance and time

`bench/search.py`: MRR of the first ten over {QUERIES} judged queries of TMDB 5000 (4,803 films, 105,000 people),
{HELD_OUT} of them held out; then milliseconds with {MADE_UP:,} made-up titles added, {TIMED} of their names, a third
misspelt, one caller. {ran}.

| side | {" | ".join(f"MRR {kind}" for kind in kinds)} | p50 | p95 | CPU a query, client and server |
|---|{"---|" * (len(kinds) + 3)}
{chr(10).join(lines)}

Storing the made-up titles with their index took {seconds:.0f} s. Tantivy's index lies in the memory of one process,
the others' in MariaDB.
"""


if __name__ == "__main__":
    sys.exit(main())
