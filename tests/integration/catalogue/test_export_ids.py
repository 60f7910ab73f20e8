"""export_ids: every id that is there, once, one JSON object per line."""

from __future__ import annotations

import contextlib
import gzip
import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from catalogue._adapters import mysql_ids
from catalogue._domain.exports import key
from chassis import clock
from integration.catalogue.context_stores import thaw
from integration.catalogue.films import cast, film, number, person
from integration.catalogue.lambda_calls import sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.context_stores import Schema

BUCKET = "exports-of-this-test"


@pytest.fixture
def bucket(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:  # noqa: ARG001 - AWS is there with it
    s3 = boto3.client("s3")
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    monkeypatch.setenv("CDLC_EXPORTS_BUCKET", BUCKET)
    thaw("catalogue")
    yield s3
    thaw("catalogue")


def export() -> dict[str, int]:
    told: dict[str, int] = import_module("catalogue.export_ids").handler(sample("catalogue", "export_ids"), None)
    return told


def read(s3: Any, kind: Any) -> list[dict[str, Any]]:
    packed = s3.get_object(Bucket=BUCKET, Key=key(kind, clock.now().date()))["Body"].read()
    return [json.loads(line) for line in gzip.decompress(packed).decode().splitlines()]


def test_every_id_is_there_once_and_a_removed_title_is_not(
    bucket: Any, add: Callable[..., dict[str, Any]], call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mysql_ids, "PAGE", 2)
    kept = [add(name=name)["id"] for name in ("Häxan", "Sunrise\nA Song", "影武者", "Pandora's Box")]
    gone = add(name="Lost")
    call("remove_title", path={"title_id": gone["id"]}, headers={"If-Match": gone["etag"]})
    rows = [film(cast=[cast(person("Asta Nielsen"))], keywords=[{"id": number(), "name": "spider"}])]
    assert import_module("catalogue.import_titles").handler({"rows": rows}, None)["added"] == 1
    counts = export()
    titles = read(bucket, "titles")
    assert len(titles) == counts["titles"] == len({each["id"] for each in titles})
    assert {each["id"] for each in titles} >= set(kept)
    assert gone["id"] not in {each["id"] for each in titles}
    (kagemusha,) = [each for each in titles if each["id"] == kept[2]]
    assert kagemusha == {"id": kept[2], "kind": "film", "original_name": "影武者", "popularity": 0.0}
    assert "Asta Nielsen" in {each["name"] for each in read(bucket, "people")}
    assert "spider" in {each["name"] for each in read(bucket, "keywords")}
    assert counts["companies"] == len(read(bucket, "companies"))


def test_a_second_run_of_the_day_replaces_the_file(bucket: Any, add: Callable[..., dict[str, Any]]) -> None:
    first = export()
    later = add(name="Later")["id"]
    assert export()["titles"] == first["titles"] + 1
    assert later in {each["id"] for each in read(bucket, "titles")}
