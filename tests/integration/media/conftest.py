"""Media's handlers on real MariaDB; S3 and Step Functions by moto: see the catalogue's context_stores.py."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cdlc import settings as local
from integration.catalogue import lambda_calls
from integration.catalogue.context_stores import context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from integration.catalogue.context_stores import Schema

    Call = Callable[..., lambda_calls.Answer]

UPLOADS, MEDIA = "test-uploads", "test-media"
_ROLE = "arn:aws:iam::123456789012:role/test"


@pytest.fixture(scope="module")
def schema() -> Iterator[Schema]:
    """A schema of this file's own, two buckets and a state machine that only notes what is started."""
    with context("media") as made, pytest.MonkeyPatch.context() as patch:
        for bucket in (UPLOADS, MEDIA):
            where = {"LocationConstraint": "eu-central-1"}
            boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
        definition = '{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}'
        told = boto3.client("stepfunctions").create_state_machine(name="t", definition=definition, roleArn=_ROLE)
        patch.setenv("CDLC_CASSANDRA_URL", f"cassandra://nobody@{local.load().address('cassandra')}/none")
        patch.setenv("CDLC_CASSANDRA_SECRET", "test/none")
        patch.setenv("CDLC_UPLOADS_BUCKET", UPLOADS)
        patch.setenv("CDLC_MEDIA_BUCKET", MEDIA)
        patch.setenv("CDLC_S3_PUBLIC_URL", "http://localhost:8080")
        patch.setenv("CDLC_TRANSCODE_ARN", told["stateMachineArn"])
        yield made


@pytest.fixture
def call(schema: Schema) -> Call:  # noqa: ARG001 - the stores that the handlers use
    """Call an operation of media."""
    return partial(lambda_calls.request, "media")


@pytest.fixture
def begun(call: Call) -> Callable[..., dict[str, Any]]:
    """Begin an upload and return it as answered."""

    def run(**fields: Any) -> dict[str, Any]:
        body = {"file_name": "film.mp4", "size_bytes": 5, "content_type": "video/mp4", **fields}
        made = call("begin_upload", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert made.status == 201, made.json
        return {**made.json, "etag": made.headers["etag"]}

    return run
