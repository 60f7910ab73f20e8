"""begin_upload, sign_parts, complete_upload, abort_upload, get_upload and abandon_uploads."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from chassis import clock
from integration.catalogue.lambda_calls import sample
from integration.media.conftest import UPLOADS
from media import _wiring
from media._domain.upload import MOST_BYTES, PART_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.catalogue.context_stores import Schema
    from integration.media.conftest import Call

    Begun = Callable[..., dict[str, Any]]


def send(upload: dict[str, Any], number: int, content: bytes) -> None:
    """Put a part as S3 takes it."""
    stored = _wiring.uploads().read(upload["id"])
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    told = {"Bucket": UPLOADS, "Key": stored.key, "UploadId": stored.multipart_id}
    boto3.client("s3").upload_part(**told, PartNumber=number, Body=content, ChecksumSHA256=digest)


def of(upload: dict[str, Any]) -> dict[str, str]:
    return {"upload_id": upload["id"]}


def checksum(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def test_the_same_key_begins_one_upload(call: Call, schema: Schema) -> None:
    name, key = f"{uuid.uuid4()}.mp4", str(uuid.uuid4())
    body = {"file_name": name, "size_bytes": 1}
    answers = [call("begin_upload", body=body, headers={"Idempotency-Key": key}) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert answers[0].json["state"] == "uploading"
    assert schema.number("SELECT COUNT(*) FROM uploads WHERE file_name = %s", (name,)) == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("size_bytes", MOST_BYTES + 1, "/problems/file-too-big"),
        ("size_bytes", -1, "/problems/invalid"),
        ("content_type", "image/png", "/problems/invalid"),
        ("file_name", "../../etc/passwd", "/problems/invalid"),
        ("title_id", "nosferatu", "/problems/invalid"),
    ],
)
def test_what_cannot_be_a_film_is_refused_before_a_byte_is_sent(
    call: Call, schema: Schema, field: str, value: object, code: str
) -> None:
    before = schema.number("SELECT COUNT(*) FROM uploads")
    body = {"file_name": "film.mp4", "size_bytes": 5, "content_type": "video/mp4", field: value}
    answer = call("begin_upload", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status == 422
    assert answer.json["type"] in {code, "/problems/invalid"}
    assert schema.number("SELECT COUNT(*) FROM uploads") == before


def test_the_largest_part_count_is_one_that_s3_takes() -> None:
    assert -(-MOST_BYTES // PART_BYTES) <= 10_000


def test_an_address_is_for_one_content_of_one_length(call: Call, begun: Begun) -> None:
    upload = begun(size_bytes=PART_BYTES + 7)
    assert (upload["parts"], upload["part_bytes"]) == (2, PART_BYTES)
    wanted = [{"part_number": number, "checksum_sha256": checksum(b"x")} for number in (1, 2)]
    answer = call("sign_parts", path=of(upload), body={"parts": wanted})
    assert answer.status == 200
    first, last = answer.json["items"]
    assert (first["size_bytes"], last["size_bytes"]) == (PART_BYTES, 7)
    assert first["address"].startswith(f"http://localhost:8080/{UPLOADS}/sources/{upload['id']}?")
    signed = first["address"].partition("X-Amz-SignedHeaders=")[2].partition("&")[0]
    assert {"content-length", "x-amz-checksum-sha256"} <= set(signed.split("%3B"))


def test_a_part_beyond_the_announced_size_is_refused(call: Call, begun: Begun) -> None:
    asked = {"parts": [{"part_number": 2, "checksum_sha256": checksum(b"")}]}
    answer = call("sign_parts", path=of(begun(size_bytes=5)), body=asked)
    assert (answer.status, answer.json["type"]) == (422, "/problems/part-out-of-range")


@pytest.mark.parametrize("content", [b"", b"hell", b"hello!"])
def test_a_lie_about_the_size_is_found_when_the_upload_completes(call: Call, begun: Begun, content: bytes) -> None:
    upload = begun(size_bytes=5)
    if content:
        send(upload, 1, content)
    answer = call("complete_upload", path=of(upload))
    assert (answer.status, answer.json["type"]) == (409, "/problems/upload-incomplete")
    assert call("get_upload", path=of(upload)).json["state"] == "uploading"


def test_a_complete_upload_is_one_object_and_completing_again_changes_nothing(call: Call, begun: Begun) -> None:
    upload = begun(size_bytes=5)
    send(upload, 1, b"hello")
    answers = [call("complete_upload", path=of(upload)) for _ in range(2)]
    assert [answer.status for answer in answers] == [202, 202]
    assert call("get_upload", path=of(upload)).json["state"] == "uploaded"
    body = boto3.client("s3").get_object(Bucket=UPLOADS, Key=f"sources/{upload['id']}")["Body"].read()
    assert body == b"hello"


def test_completing_goes_on_where_the_answer_was_lost(call: Call, begun: Begun) -> None:
    upload = begun(size_bytes=5)
    send(upload, 1, b"hello")
    _wiring.upload_bucket().complete(_wiring.uploads().read(upload["id"]))
    assert call("complete_upload", path=of(upload)).status == 202


def test_an_upload_that_s3_forgot_is_gone(call: Call, begun: Begun) -> None:
    upload = begun(size_bytes=5)
    _wiring.upload_bucket().abort(_wiring.uploads().read(upload["id"]))
    assert call("complete_upload", path=of(upload)).status == 410


def test_an_aborted_upload_takes_no_more_parts(call: Call, begun: Begun) -> None:
    upload = begun(size_bytes=5)
    assert call("abort_upload", path=of(upload), headers={"If-Match": '"7"'}).status == 412
    assert call("abort_upload", path=of(upload), headers={"If-Match": upload["etag"]}).status == 204
    ended = call("get_upload", path=of(upload)).json
    assert (ended["state"], ended["reason"]["code"]) == ("abandoned", "aborted")
    asked = {"parts": [{"part_number": 1, "checksum_sha256": checksum(b"hello")}]}
    assert call("sign_parts", path=of(upload), body=asked).status == 409
    assert call("complete_upload", path=of(upload)).status == 409


def test_somebody_elses_upload_is_not_there(begun: Begun) -> None:
    upload = begun()
    for operation in ("get_upload", "complete_upload", "sign_parts", "abort_upload"):
        event = sample("media", operation)
        event["pathParameters"] = of(upload)
        event["requestContext"]["authorizer"]["sub"] = "somebody-else"
        assert import_module(f"media.{operation}").handler(event, None)["statusCode"] == 404, operation


def test_uploads_that_stopped_half_way_are_given_up_after_a_day(
    call: Call, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, abandon = begun(size_bytes=5), import_module("media.abandon_uploads").handler
    send(upload, 1, b"hello")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=23))
    abandon(sample("media", "abandon_uploads"), None)
    assert call("get_upload", path=of(upload)).json["state"] == "uploading"
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=25))
    assert abandon(sample("media", "abandon_uploads"), None)["abandoned"] >= 1
    assert call("get_upload", path=of(upload)).json["state"] == "abandoned"
    stored = _wiring.uploads().read(upload["id"])
    pending = boto3.client("s3").list_multipart_uploads(Bucket=UPLOADS).get("Uploads", [])
    assert stored.multipart_id not in [each["UploadId"] for each in pending]
