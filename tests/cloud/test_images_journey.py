"""An image's way through the deployed platform: sent to a presigned address, made into sizes, shown by the edge."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import TYPE_CHECKING, Any

import httpx
import pytest

import pictures
from deployer import clients
from integration.catalogue.lambda_calls import sample
from local_cloud import eventually

if TYPE_CHECKING:
    from local_cloud import Cloud

FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def title(cloud: Cloud) -> str:
    headers = {**cloud.bearer(), "Idempotency-Key": str(uuid.uuid4())}
    made = cloud.http.post("/api/catalogue/titles", json={"name": f"Pictured {uuid.uuid4()}"}, headers=headers)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def begin(cloud: Cloud, title: str, content: bytes, **fields: Any) -> dict[str, Any]:
    checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
    body = {"kind": "poster", "content_type": "image/jpeg", "size_bytes": len(content), "checksum_sha256": checksum}
    headers = {**cloud.bearer(), "Idempotency-Key": str(uuid.uuid4())}
    answer = cloud.http.post(f"/api/catalogue/titles/{title}/images", json={**body, **fields}, headers=headers)
    assert answer.status_code == 201, answer.text
    begun: dict[str, Any] = answer.json()
    return begun


def put(begun: dict[str, Any], content: bytes) -> httpx.Response:
    return httpx.put(begun["address"], content=content, headers=begun["headers"], timeout=30)


def end_of(cloud: Cloud, upload_id: str) -> dict[str, Any]:
    def ended() -> dict[str, Any] | None:
        found = cloud.http.get(f"/api/catalogue/image-uploads/{upload_id}", headers=cloud.bearer()).json()
        return found if found["state"] != "pending" else None

    return eventually(ended, within=60, what="the upload ends") or {}


def read(cloud: Cloud, title: str) -> httpx.Response:
    return cloud.http.get(f"/api/catalogue/titles/{title}", params={"append": "images"}, headers=cloud.bearer())


def sent(cloud: Cloud, title: str, content: bytes, **fields: Any) -> dict[str, Any]:
    begun = begin(cloud, title, content, **fields)
    assert put(begun, content).status_code == 200
    return end_of(cloud, begun["id"])


def test_a_poster_is_uploaded_and_shown_in_sizes_that_are_kept_for_ever(cloud: Cloud, title: str) -> None:
    ended = sent(cloud, title, pictures.with_place(pictures.scene(600, 900), 1), language="de")
    assert (ended["state"], ended["reason"]) == ("ready", None)
    (image,) = read(cloud, title).json()["images"]
    assert (image["id"], image["language"], image["sizes"][-1]) == (ended["id"], "de", "w500")
    base = cloud.http.get("/api/catalogue/images/configuration").json()["base_url"]
    for form in ("avif", "webp"):
        for size in image["sizes"]:
            answer = cloud.http.get(f"{base}{image['path']}/{size}.{form}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, f"image/{form}")
            assert answer.headers["cache-control"] == FOREVER
            found = pictures.opened(answer.content)
            assert (found.format, found.width) == (form.upper(), int(size[1:]))
            assert b"Camera" not in answer.content
    assert cloud.http.get(f"{base}{image['path']}/w342.avif").headers["x-cache"] == "HIT"
    event = sample("catalogue", "on_image_arrived")
    event["Records"][0]["s3"]["object"]["key"] = f"sources/{ended['id']}"
    functions = cloud.aws("lambda")
    clients.invoke(functions, clients.function_of(functions, "catalogue.on_image_arrived"), event)
    assert read(cloud, title).json()["images"] == [image], "the same notification again is one image"


def test_another_crop_has_another_address_and_a_removed_image_none(cloud: Cloud, title: str) -> None:
    sent(cloud, title, pictures.saved(pictures.scene(900, 600), "JPEG"))
    answer = read(cloud, title)
    (image,) = answer.json()["images"]
    address, headers = f"/api/catalogue/images/{image['id']}", {**cloud.bearer(), "If-Match": answer.headers["etag"]}
    cropped = cloud.http.patch(address, json={"focal_point": {"x": 0, "y": 0}}, headers=headers)
    assert cropped.status_code == 200, cropped.text
    path = cropped.json()["path"]
    assert path != image["path"]
    shown = cloud.http.get(f"/media/images{path}/w185.avif")
    assert (shown.status_code, pictures.opened(shown.content).size) == (200, (185, 278))
    assert read(cloud, title).json()["images"] == [cropped.json()]
    headers["If-Match"] = cropped.headers["etag"]
    assert cloud.http.delete(address, headers=headers).status_code == 204
    assert read(cloud, title).json()["images"] == []
    assert cloud.http.get(f"/media/images{path}/w92.avif").status_code == 404


def test_a_bomb_is_refused_and_the_function_lives(cloud: Cloud, title: str) -> None:
    bomb = pictures.png_of_claims(30_000, 30_000)
    ended = sent(cloud, title, bomb, content_type="image/png")
    assert (ended["state"], ended["reason"]["code"]) == ("refused", "too_many_pixels")
    assert sent(cloud, title, b"no picture")["reason"]["code"] == "not_an_image"
    assert read(cloud, title).json()["images"] == []


def test_the_largest_image_fits_into_the_functions_memory(cloud: Cloud, title: str) -> None:
    large = pictures.Image.linear_gradient("L").resize((8000, 5000)).convert("RGBA")
    large.putalpha(pictures.Image.radial_gradient("L").resize(large.size))
    content = pictures.saved(large, "WEBP", quality=30, method=0)
    ended = sent(cloud, title, content, content_type="image/webp", kind="backdrop")
    assert (ended["state"], ended["reason"]) == ("ready", None)
    assert read(cloud, title).json()["images"][0]["sizes"] == ["w300", "w780", "w1280", "w1920"]


def test_s3_takes_only_the_bytes_that_were_announced_and_nobody_reads_them_back(cloud: Cloud, title: str) -> None:
    content = pictures.saved(pictures.scene(200, 300), "JPEG")
    begun = begin(cloud, title, content)
    other = pictures.saved(pictures.scene(200, 301), "JPEG").ljust(len(content), b"\0")[: len(content)]
    assert put(begun, other).status_code == 400, "S3 compares the checksum"
    assert put(begun, content).status_code == 200
    assert end_of(cloud, begun["id"])["state"] == "ready"
    assert cloud.http.get(f"/cdlc-local-catalogue-uploads/sources/{begun['id']}").status_code == 403
