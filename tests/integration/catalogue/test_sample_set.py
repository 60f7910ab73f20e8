"""The project's own sample set through the imports that sow it: taken whole, and a second time nothing changes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from seed import records, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.catalogue.lambda_calls import Answer

    Call = Callable[..., Answer]


def sow(call: Call) -> list[dict[str, Any]]:
    """The outcome of each task."""
    done = [imported("titles", {"rows": rows.title_rows()})]
    done += [imported("records", batch) for batch in records.record_batches()]
    slugs = {slug for each in records.collections() for slug in each["titles"]}
    ids = {slug: call("find_by_external_id", query={"source": "cdlc", "id": slug}).json["id"] for slug in slugs}
    return [*done, imported("things", records.collection_batch(ids))]


def imported(task: str, batch: dict[str, Any]) -> dict[str, Any]:
    outcome: dict[str, Any] = import_module(f"catalogue.import_{task}").handler(batch, None)
    return outcome


def test_the_sample_set_is_taken_whole_and_a_second_time_nothing_changes(call: Call, schema: Schema) -> None:
    first = sow(call)
    assert [outcome["rejected"] for outcome in first] == [[]] * 5
    films, (_, seasons, episodes) = len(rows.films()), (len(each["rows"]) for each in records.record_batches())
    assert [outcome["added"] for outcome in first] == [films, len(records.series()), seasons, episodes, 9]
    assert first[1]["changed"] == films, "each film has a name of ours from now on"
    versions = schema.rows("SELECT id, version FROM titles ORDER BY id")
    again = sow(call)
    assert [(each["added"], each["changed"], each["rejected"]) for each in again] == [(0, 0, [])] * 5
    assert schema.rows("SELECT id, version FROM titles ORDER BY id") == versions

    found = call("find_by_external_id", query={"source": "imdb", "id": "tt0010323"}).json
    parts = {"append": "credits,translations,releases", "language": "ja"}
    caligari = call("get_title", path={"title_id": found["id"]}, query=parts).json
    assert caligari["name"] == "カリガリ博士"
    assert [each["language"] for each in caligari["translations"]] == ["de", "es", "fr", "it", "ja"]
    assert [each["note"] for each in caligari["releases"] if each["country_code"] == "DE"] == ["Marmorhaus, Berlin"]
    weimar = call("list_collections", query={"query": "Weimar"}).json["items"]
    assert [each["titles_count"] for each in weimar] == [11]
    serial = call("find_by_external_id", query={"source": "cdlc", "id": "les-vampires"}).json
    cast = call("get_title", path={"title_id": serial["id"]}, query={"append": "credits"}).json["credits"]["cast"]
    assert (cast[0]["name"], cast[0]["character"]) == ("Musidora", "Irma Vep")
    episodes = call("list_episodes", path={"title_id": serial["id"]}).json["items"]
    assert [each["number"] for each in episodes] == list(range(1, 11))
