"""Bodies: binary ones by the API's media types, none above the limit."""

from __future__ import annotations

import base64

import pytest

from . import apis
from .own_cloud import OwnCloud

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
IMAGE = f"""
import base64, json
def handler(event, context):
    if event["httpMethod"] == "POST":
        return {{"statusCode": 200, "body": json.dumps([event["isBase64Encoded"], event["body"]])}}
    return {{"statusCode": 200, "headers": {{"Content-Type": "image/png"}}, "isBase64Encoded": True,
            "body": {base64.b64encode(PNG).decode()!r}}}
"""


@pytest.fixture(scope="module")
def image(aws: OwnCloud) -> str:
    return aws.function("image", IMAGE)


def served(aws: OwnCloud, image: str, *types: str) -> apis.Api:
    operation = apis.proxy(image)
    binary = {"x-amazon-apigateway-binary-media-types": list(types)}
    return apis.api(aws, {"/image": {"get": operation, "post": operation}}, **binary)


def test_an_accepted_media_type_is_answered_in_bytes(aws: OwnCloud, image: str) -> None:
    api = served(aws, image, "image/png")
    with aws.http() as http:
        assert http.get(f"{api.path}/image", headers={"Accept": "image/png"}).content == PNG
        assert http.get(f"{api.path}/image", headers={"Accept": "text/html"}).content == base64.b64encode(PNG)


def test_any_media_type_is_answered_in_bytes_where_all_are_binary(aws: OwnCloud, image: str) -> None:
    api = served(aws, image, "*/*")
    with aws.http() as http:
        assert http.get(f"{api.path}/image").content == PNG


def test_a_binary_body_arrives_in_base64_even_if_it_looks_like_text(aws: OwnCloud, image: str) -> None:
    api = served(aws, image, "image/png")
    with aws.http() as http:
        sent = http.post(f"{api.path}/image", content=b"text", headers={"Content-Type": "image/png"})
        text = http.post(f"{api.path}/image", content=b"text", headers={"Content-Type": "text/plain"})
    assert sent.json() == [True, base64.b64encode(b"text").decode()]
    assert text.json() == [False, "text"]


def test_a_body_above_ten_megabytes_is_refused(aws: OwnCloud, image: str) -> None:
    api = served(aws, image)
    with aws.http() as http:
        assert http.post(f"{api.path}/image", content=b"x" * (10 * 1024 * 1024 + 1)).status_code == 413
