"""search_names finds what was meant: the judged queries that are not held out, beside a plain LIKE."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

import pytest

from chassis.ids import from_bytes
from relevance import judged
from seed.rows import title_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

LEAST, LEAST_MISSPELT = 0.95, 0.9
_LIKE = """
SELECT id FROM (SELECT id, popularity FROM titles WHERE name LIKE %(like)s OR original_name LIKE %(like)s
UNION ALL SELECT id, 0 FROM people WHERE name LIKE %(like)s) n ORDER BY popularity DESC, id LIMIT 10
"""


@pytest.fixture(scope="module")
def things(schema: Schema) -> dict[str, str]:
    """The sample films and their people, imported: id → `film:<number>` or `person:<number>`."""
    from catalogue.import_titles import handler  # noqa: PLC0415 - its stores are the test's

    assert handler({"rows": title_rows()}, None)["rejected"] == []
    films = schema.rows("SELECT title_id AS id, value AS number FROM title_external_ids WHERE source = 'tmdb'")
    people = schema.rows("SELECT id, tmdb_id AS number FROM people")
    kinds = (("film", films), ("person", people))
    return {from_bytes(row["id"]): f"{kind}:{row['number']}" for kind, rows in kinds for row in rows}


def mrr(search: Callable[[str], list[str]]) -> dict[str, float]:
    """The mean reciprocal rank over all queries that are not held out, and by how they are typed."""
    ranks = defaultdict(list)
    for each in judged.read():
        if not each.held_out:
            rank = judged.reciprocal_rank(search(each.query), each.answers)
            ranks["all"].append(rank)
            ranks[each.typed].append(rank)
    assert len(ranks["all"]) >= 150
    return {name: fmean(of) for name, of in ranks.items()}


def test_what_was_meant_comes_first_where_a_plain_like_finds_little(
    call: Call, things: dict[str, str], schema: Schema
) -> None:
    def ours(query: str) -> list[str]:
        items = call("search_names", query={"query": query, "limit": "10"}).json["items"]
        return [things[item["id"]] for item in items]

    def like(query: str) -> list[str]:
        rows = schema.rows(_LIKE, {"like": f"%{query}%"})
        return [things[from_bytes(row["id"])] for row in rows]

    found, plain = mrr(ours), mrr(like)
    print("search", found, "LIKE", plain)
    assert found["all"] >= LEAST, found
    assert found["misspelt"] >= LEAST_MISSPELT, found
    assert plain["all"] < found["all"]
