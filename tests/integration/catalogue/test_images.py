"""begin_title_image, begin_person_image, on_image_arrived, get_image_upload, list_title_images, list_person_images,
change_image, remove_image and get_image_configuration on real stores.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import jsonschema
import pytest

import pictures
from catalogue._adapters.mysql_image_uploads import OpenImageUploads
from catalogue._adapters.s3_images import ShownImages
from catalogue._domain.image_ladder import LADDERS
from integration.catalogue import images as sending
from integration.catalogue.context_stores import ROOT, thaw
from integration.catalogue.images import MEDIA, UPLOADS, arrive, begin, files, put, upload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from catalogue._domain.image import ImageId
    from catalogue._domain.image_upload import ImageUpload
    from integration.catalogue.conftest import Call
    from integration.catalogue.context_stores import Schema

    Add = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module", autouse=True)
def buckets(schema: Schema) -> Iterator[None]:  # noqa: ARG001 - AWS is there with it
    s3 = boto3.client("s3")
    with pytest.MonkeyPatch.context() as patch:
        for bucket in (UPLOADS, MEDIA):
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        patch.setenv("CDLC_UPLOADS_BUCKET", UPLOADS)
        patch.setenv("CDLC_MEDIA_BUCKET", MEDIA)
        patch.setenv("CDLC_S3_PUBLIC_URL", "http://localhost:8080")
        patch.setenv("CDLC_PUBLIC_URL", "http://localhost:8080")
        thaw("catalogue")
        yield
        thaw("catalogue")


@pytest.fixture
def title(add: Add) -> dict[str, str]:
    return {"title_id": add()["id"]}


@pytest.fixture
def person(call: Call) -> dict[str, str]:
    body = {"name": f"Person {uuid.uuid4()}"}
    made = call("add_person", body=body, headers={"Idempotency-Key": str(uuid.uuid4())})
    return {"person_id": made.json["id"]}


def poster(width: int = 200, height: int = 300) -> bytes:
    """A picture that no other test sends."""
    image = pictures.scene(width, height)
    image.putpixel((0, 0), tuple(uuid.uuid4().bytes[:3]))
    image.putpixel((1, 0), tuple(uuid.uuid4().bytes[:3]))
    return pictures.saved(image)


def listed(call: Call, title: dict[str, str], **query: str) -> list[dict[str, Any]]:
    answer = call("list_title_images", path=title, query=query)
    assert answer.status == 200, answer.json
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def etag(call: Call, title: dict[str, str]) -> str:
    return call("list_title_images", path=title).headers["etag"]


def change(call: Call, title: dict[str, str], image: dict[str, Any], **patch: Any) -> Any:
    headers = {"If-Match": etag(call, title)}
    return call("change_image", path={"image_id": image["id"]}, body=patch, headers=headers)


def test_an_uploaded_picture_is_an_image_of_the_title_in_every_size_it_has_pixels_for(
    call: Call, title: dict[str, str]
) -> None:
    content = poster(400, 700)
    done = upload(call, title, content, language="de-at")
    assert (done["state"], done["reason"], done["title_id"]) == ("ready", None, title["title_id"])
    (image,) = listed(call, title)
    assert (image["id"], image["kind"], image["language"], image["position"]) == (done["id"], "poster", "de-AT", 0)
    assert (image["width"], image["height"], image["size_bytes"]) == (400, 700, len(content))
    assert image["sizes"] == ["w92", "w154", "w185", "w342"]
    assert 6 <= len(image["blurhash"]) <= 64
    assert 1 <= len(image["colours"]) <= 5
    assert 0.5 < image["focal_point"]["x"] <= 1, "the busy part is on the right"
    assert image["focal_point"]["y"] < 0.5, "and above"
    shown = files(image["path"])
    names = {f"images{image['path']}/{size}.{form}" for size in image["sizes"] for form in ("avif", "webp")}
    assert set(shown) == names
    for key, each in shown.items():
        found = pictures.opened(each)
        width = int(key.rpartition("/w")[2].partition(".")[0])
        assert (found.size, found.format) == ((width, round(width * 3 / 2)), "AVIF" if key.endswith("avif") else "WEBP")


def test_its_files_say_what_they_are_and_that_they_never_change(call: Call, title: dict[str, str]) -> None:
    upload(call, title, poster())
    (image,) = listed(call, title)
    for form in ("avif", "webp"):
        head = boto3.client("s3").head_object(Bucket=MEDIA, Key=f"images{image['path']}/w92.{form}")
        assert (head["ContentType"], head["CacheControl"]) == (f"image/{form}", "public, max-age=31536000, immutable")


def test_the_title_with_its_images_is_a_new_version_told_and_remembered(
    call: Call, title: dict[str, str], schema: Schema
) -> None:
    first = call("get_title", path=title, query={"append": "images"})
    assert first.json["images"] == []
    done = upload(call, title, poster())
    second = call("get_title", path=title, query={"append": "images"})
    assert [each["id"] for each in second.json["images"]] == [done["id"]]
    assert (first.headers["etag"][:3], second.headers["etag"][:3]) == ('"1-', '"2-')
    event = schema.published(title["title_id"])[-1]
    assert (event.aggregateversion, event.data["changed"]) == (2, ["images"])
    newest = call("list_title_changes", path=title).json["items"][0]
    assert [each["field"] for each in newest["changes"]] == [f"images.{done['id']}"]
    assert newest["changes"][0]["after"]["path"] == second.json["images"][0]["path"]
    assert newest["changed_by"] == "operator"


def test_a_person_has_profiles_and_its_next_version_is_told(call: Call, person: dict[str, str], schema: Schema) -> None:
    done = upload(call, person, poster(150, 200))
    assert (done["state"], done["person_id"], done["title_id"]) == ("ready", person["person_id"], None)
    answer = call("list_person_images", path=person)
    (image,) = answer.json["items"]
    assert (image["kind"], image["sizes"]) == ("profile", ["w45", "s45", "s128"])
    assert pictures.opened(files(image["path"])[f"images{image['path']}/s128.webp"]).size == (128, 128)
    assert answer.headers["etag"].startswith('"2-')
    event = schema.published(person["person_id"])[-1]
    form = ROOT / "events" / "schemas" / "catalogue" / f"{event.type.split('.', 2)[2]}.json"
    jsonschema.validate(dict(event.data), json.loads(form.read_text()))
    assert (event.data["changed"], event.aggregateversion) == (["images"], 2)
    headers = {"If-Match": answer.headers["etag"]}
    assert call("remove_image", path={"image_id": image["id"]}, headers=headers).status == 204
    assert call("list_person_images", path=person).json["items"] == []


def test_the_same_notification_again_is_one_image(call: Call, title: dict[str, str], schema: Schema) -> None:
    done = upload(call, title, poster())
    before = schema.number("SELECT version FROM titles WHERE id = %s", (uuid.UUID(title["title_id"]).bytes,))
    arrive(done)
    assert len(listed(call, title)) == 1
    assert before == schema.number("SELECT version FROM titles WHERE id = %s", (uuid.UUID(title["title_id"]).bytes,))


def overtaken(call: Call, title: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A function that has made the picture is overtaken by another with the same notification, and goes on."""
    content = poster()
    begun: dict[str, Any] = begin(call, title, content).json
    put(begun, content)
    store, calls = ShownImages.put, iter(range(9))

    def put_late(self: ShownImages, *told: Any) -> None:
        store(self, *told)
        if next(calls) == 0:
            arrive(begun)

    monkeypatch.setattr(ShownImages, "put", put_late)
    arrive(begun)
    assert next(calls) == 2, "both have made the picture"
    return begun


def test_two_notifications_at_once_are_one_image(
    call: Call, title: dict[str, str], monkeypatch: pytest.MonkeyPatch, schema: Schema
) -> None:
    begun = overtaken(call, title, monkeypatch)
    (image,) = listed(call, title)
    assert call("get_image_upload", path={"upload_id": begun["id"]}).json["state"] == "ready"
    assert len([each for each in schema.published(title["title_id"]) if "TitleChanged" in each.type]) == 1
    assert files(image["path"])


def test_without_a_second_look_under_the_lock_the_slower_one_takes_the_files_away(
    call: Call, title: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: an upload that always looks pending."""
    lock = OpenImageUploads.lock

    def unwary(self: OpenImageUploads, image_id: ImageId) -> ImageUpload:
        return replace(lock(self, image_id), state="pending")

    monkeypatch.setattr(OpenImageUploads, "lock", unwary)
    overtaken(call, title, monkeypatch)
    (image,) = listed(call, title)
    assert files(image["path"]) == {}


@pytest.mark.parametrize("after", [0, 3])
def test_a_function_killed_half_way_leaves_nothing_published_and_the_next_one_ends_it(
    call: Call, title: dict[str, str], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    content = poster()
    begun = begin(call, title, content).json
    put(begun, content)
    store = ShownImages.put

    def killed(self: ShownImages, path: str, made: Any) -> None:
        store(self, path, made[:after])
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(ShownImages, "put", killed)
        with pytest.raises(SystemExit):
            arrive(begun)
    assert listed(call, title) == []
    assert call("get_image_upload", path={"upload_id": begun["id"]}).json["state"] == "pending"
    arrive(begun)
    assert [each["id"] for each in listed(call, title)] == [begun["id"]]


def test_what_breaks_off_twice_is_refused_and_leaves_no_file(
    call: Call, title: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = poster()
    begun = begin(call, title, content).json
    put(begun, content)
    before = files()
    store = ShownImages.put

    def killed(self: ShownImages, path: str, made: Any) -> None:
        store(self, path, made)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(ShownImages, "put", killed)
        for _ in range(2):
            with pytest.raises(SystemExit):
                arrive(begun)
    assert files() != before
    arrive(begun)
    ended = call("get_image_upload", path={"upload_id": begun["id"]}).json
    assert (ended["state"], ended["reason"]["code"]) == ("refused", "interrupted")
    assert (files(), listed(call, title)) == (before, [])


def png(image: Any) -> bytes:
    return pictures.saved(image)


UNFIT: list[tuple[str, bytes, str]] = [
    ("not_an_image", b"this is no picture", "image/png"),
    ("not_an_image", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/png"),
    ("not_an_image", b"%PDF-1.7\n", "image/png"),
    ("not_an_image", b"%!PS-Adobe-3.0 EPSF-3.0\n", "image/jpeg"),
    ("not_an_image", pictures.animated("GIF"), "image/png"),
    ("wrong_image_type", pictures.saved(pictures.scene(200, 300), "JPEG"), "image/png"),
    ("truncated_image", png(pictures.scene(200, 300))[:-200], "image/png"),
    ("truncated_image", pictures.saved(pictures.scene(200, 300), "JPEG")[:2000], "image/jpeg"),
    ("truncated_image", pictures.saved(pictures.scene(200, 300), "WEBP")[:500], "image/webp"),
    ("broken_image", b"\0\0\0\x14ftypavif\0\0\0\0avif" + bytes(500), "image/avif"),
    ("broken_image", png(pictures.scene(200, 300)).replace(b"IDAT", b"IDAT!", 1), "image/png"),
    ("too_many_pixels", pictures.png_of_claims(12_000, 12_000), "image/png"),
    ("too_many_pixels", pictures.png_of_claims(100_000, 10), "image/png"),
    ("too_many_pixels", pictures.webp_of_claims(16_383, 16_383), "image/webp"),
    ("too_many_pixels", pictures.jpeg_of_claims(65_000, 65_000), "image/jpeg"),
    ("animated_image", pictures.animated("WEBP"), "image/webp"),
    ("animated_image", pictures.animated("PNG"), "image/png"),
    ("animated_image", pictures.animated("AVIF"), "image/avif"),
    ("image_too_small", png(pictures.scene(91, 138)), "image/png"),
]


@pytest.mark.parametrize(("reason", "content", "told"), UNFIT)
def test_what_is_no_fit_image_is_refused_by_name_and_nothing_is_published(
    call: Call, title: dict[str, str], reason: str, content: bytes, told: str
) -> None:
    before = files()
    ended = upload(call, title, content, content_type=told)
    assert (ended["state"], ended["reason"]["code"]) == ("refused", reason), ended
    assert ended["reason"]["detail"]
    assert (listed(call, title), files()) == ([], before)


def test_other_bytes_than_announced_are_refused(call: Call, title: dict[str, str]) -> None:
    begun = begin(call, title, poster()).json
    put(begun, poster())
    arrive(begun)
    ended = call("get_image_upload", path={"upload_id": begun["id"]}).json
    assert (ended["state"], ended["reason"]["code"]) == ("refused", "other_than_announced")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"size_bytes": 20 * 1024 * 1024 + 1}, "image-too-big"),
        ({"size_bytes": 0}, "invalid"),
        ({"content_type": "image/svg+xml"}, "invalid"),
        ({"content_type": "image/gif"}, "invalid"),
        ({"kind": "profile"}, "misplaced-image"),
        ({"language": "not a language"}, "invalid"),
        ({"checksum_sha256": "00"}, "invalid"),
        ({"focal_point": {"x": 1.01, "y": 0}}, "invalid"),
        ({"file_name": "../../etc/passwd"}, "invalid"),
    ],
)
def test_what_cannot_become_an_image_is_refused_before_a_byte_is_sent(
    call: Call, title: dict[str, str], schema: Schema, fields: dict[str, Any], problem: str
) -> None:
    before = schema.number("SELECT COUNT(*) FROM image_uploads")
    answer = begin(call, title, b"x", **fields)
    assert (answer.status, answer.json["type"]) == (422, f"/problems/{problem}")
    assert schema.number("SELECT COUNT(*) FROM image_uploads") == before


def test_the_address_is_for_these_bytes_of_this_type_alone(call: Call, title: dict[str, str]) -> None:
    begun = begin(call, title, b"x" * 7)
    assert begun.json["address"].startswith(f"http://localhost:8080/{UPLOADS}/sources/{begun.json['id']}?")
    signed = begun.json["address"].partition("X-Amz-SignedHeaders=")[2].partition("&")[0].split("%3B")
    assert {"content-length", "content-type", "x-amz-checksum-sha256"} <= set(signed)
    assert begun.json["headers"] == {"content-type": "image/png", "x-amz-checksum-sha256": sending.checksum(b"x" * 7)}
    assert begun.headers["location"] == f"/api/catalogue/image-uploads/{begun.json['id']}"


def test_the_same_key_begins_one_upload(call: Call, title: dict[str, str]) -> None:
    body = {"kind": "poster", "content_type": "image/png", "size_bytes": 1, "checksum_sha256": sending.checksum(b"x")}
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    first, second = (call("begin_title_image", path=title, body=body, headers=headers) for _ in range(2))
    assert first.json == second.json
    assert second.headers["idempotency-replayed"] == "true"


def test_an_upload_is_its_senders_alone(call: Call, title: dict[str, str], schema: Schema) -> None:
    begun = begin(call, title, b"x").json
    schema.rows("UPDATE image_uploads SET uploaded_by = 'other' WHERE id = %s", (uuid.UUID(begun["id"]).bytes,))
    answer = call("get_image_upload", path={"upload_id": begun["id"]})
    assert (answer.status, answer.json["type"]) == (404, "/problems/image-upload-not-found")


def test_the_same_picture_twice_is_a_conflict_and_another_language_is_none(call: Call, title: dict[str, str]) -> None:
    content = poster()
    upload(call, title, content)
    again = begin(call, title, content)
    assert (again.status, again.json["type"]) == (409, "/problems/image-taken")
    assert upload(call, title, content, language="fr")["state"] == "ready"
    assert len(listed(call, title)) == 2


def test_a_title_that_was_removed_meanwhile_gets_no_image(call: Call, add: Add) -> None:
    made, content, before = add(), poster(), files()
    begun = begin(call, {"title_id": made["id"]}, content).json
    put(begun, content)
    assert call("remove_title", path={"title_id": made["id"]}, headers={"If-Match": made["etag"]}).status == 204
    arrive(begun)
    ended = call("get_image_upload", path={"upload_id": begun["id"]}).json
    assert (ended["state"], ended["reason"]["code"]) == ("refused", "title_removed")
    assert files() == before
    assert begin(call, {"title_id": made["id"]}, content).status == 410
    assert begin(call, {"title_id": str(uuid.uuid4())}, content).status == 404


def test_images_stand_in_order_by_kind_and_language_and_can_be_asked_for_by_both(
    call: Call, title: dict[str, str]
) -> None:
    for told in ({}, {"language": "fr"}, {"kind": "backdrop"}, {}):
        upload(call, title, poster(480, 320), **told)
    shelves = [(each["kind"], each["language"], each["position"]) for each in listed(call, title)]
    assert shelves == [("poster", None, 0), ("poster", None, 1), ("poster", "fr", 0), ("backdrop", None, 0)]
    appended = call("get_title", path=title, query={"append": "images"}).json["images"]
    assert [each["id"] for each in appended] == [each["id"] for each in listed(call, title)]
    assert len(listed(call, title, kind="poster")) == 3
    assert [each["language"] for each in listed(call, title, language="FR")] == ["fr"]
    assert len(listed(call, title, language="none,fr", kind="poster")) == 3
    assert listed(call, title, language="es") == []
    assert call("list_title_images", path=title, query={"kind": "profile"}).status == 422
    assert call("list_title_images", path=title, query={"language": "fr,"}).status == 422


def test_another_place_moves_the_others_and_primary_is_the_first(
    call: Call, title: dict[str, str], schema: Schema
) -> None:
    ids = [upload(call, title, poster())["id"] for _ in range(3)]
    last = listed(call, title)[2]
    answer = change(call, title, last, primary=True)
    assert (answer.status, answer.json["position"], answer.json["primary"]) == (200, 0, True)
    assert [each["id"] for each in listed(call, title)] == [ids[2], ids[0], ids[1]]
    assert change(call, title, last, position=1).json["position"] == 1
    assert change(call, title, last, position=900).json["position"] == 2
    assert [each["id"] for each in listed(call, title)] == ids
    version = etag(call, title)
    assert change(call, title, last, position=2).headers["etag"] == version, "nothing changed"
    spoken = change(call, title, listed(call, title)[0], language="sv")
    assert (spoken.json["language"], spoken.json["position"]) == ("sv", 0)
    assert [(each["language"], each["position"]) for each in listed(call, title)] == [(None, 0), (None, 1), ("sv", 0)]
    positions = "SELECT position FROM images WHERE title_id = %s ORDER BY language, position"
    assert [row["position"] for row in schema.rows(positions, (uuid.UUID(title["title_id"]).bytes,))] == [0, 1, 0]
    assert change(call, title, last, position=1, primary=True).status == 422
    assert change(call, title, last, kind="still").status == 422


def test_another_focal_point_makes_every_crop_anew_under_another_path(call: Call, title: dict[str, str]) -> None:
    image = pictures.Image.new("RGB", (600, 300), "red")
    image.paste("blue", (300, 0, 600, 300))
    upload(call, title, pictures.saved(image), focal_point={"x": 0, "y": 0.5})
    (before,) = listed(call, title)

    def middle(path: str) -> tuple[int, ...]:
        found = pictures.opened(files(path)[f"images{path}/w185.webp"]).convert("RGB").getpixel((92, 138))
        assert isinstance(found, tuple)
        return found

    assert middle(before["path"])[0] > 200
    answer = change(call, title, before, focal_point={"x": 1, "y": 0.5})
    assert answer.status == 200, answer.json
    assert (answer.json["focal_point"], answer.json["path"] != before["path"]) == ({"x": 1.0, "y": 0.5}, True)
    assert middle(answer.json["path"])[2] > 200
    assert middle(before["path"])[0] > 200, "who holds the older answer still sees the older crop"
    assert listed(call, title) == [answer.json]
    same = change(call, title, before, focal_point={"x": 1, "y": 0.5})
    assert same.headers["etag"] == answer.headers["etag"]


def test_changes_ask_for_the_etag_of_the_title(call: Call, title: dict[str, str]) -> None:
    upload(call, title, poster())
    (image,) = listed(call, title)
    path = {"image_id": image["id"]}
    for operation, body in (("change_image", {"body": {"language": "fr"}}), ("remove_image", {})):
        stale = call(operation, path=path, headers={"If-Match": '"1-00000000"'}, **body)
        assert (stale.status, stale.json["type"]) == (412, "/problems/changed-meanwhile")
        unknown = call(operation, path={"image_id": str(uuid.uuid4())}, **body)
        assert (unknown.status, unknown.json["type"]) == (404, "/problems/image-not-found")


def test_a_lock_on_images_holds_back_every_way_to_change_them(call: Call, title: dict[str, str]) -> None:
    upload(call, title, poster())
    (image,), content = listed(call, title), poster()
    begun = begin(call, title, content).json
    lock = {"path": {**title, "field": "images"}, "headers": {"If-Match": etag(call, title)}}
    assert call("lock_title_field", body={"reason": "agreed on"}, **lock).status == 200
    assert change(call, title, image, language="fr").json["type"] == "/problems/field-locked"
    removal = call("remove_image", path={"image_id": image["id"]}, headers={"If-Match": etag(call, title)})
    assert removal.json["type"] == "/problems/field-locked"
    put(begun, content)
    arrive(begun)
    assert call("get_image_upload", path={"upload_id": begun["id"]}).json["reason"]["code"] == "field_locked"
    assert listed(call, title) == [image]
    assert files(image["path"])


def test_a_removed_image_is_gone_with_all_its_files(call: Call, title: dict[str, str]) -> None:
    before = files()
    kept, gone = (upload(call, title, poster())["id"] for _ in range(2))
    change(call, title, listed(call, title)[1], focal_point={"x": 0.1, "y": 0.1})
    change(call, title, {"id": gone}, primary=True)
    answer = call("remove_image", path={"image_id": gone}, headers={"If-Match": etag(call, title)})
    assert answer.status == 204
    (left,) = listed(call, title)
    assert (left["id"], left["position"]) == (kept, 0)
    assert set(files()) - set(before) == set(files(left["path"]))
    sources = boto3.client("s3").list_objects_v2(Bucket=UPLOADS, Prefix=f"sources/{gone}")
    assert sources["KeyCount"] == 0
    newest = call("list_title_changes", path=title).json["items"][0]["changes"]
    assert {each["field"]: each["after"] is None for each in newest} == {
        f"images.{gone}": True,
        f"images.{kept}": False,
    }


COLUMNS = (
    "SELECT column_name AS column_name FROM information_schema.columns"
    " WHERE table_schema = DATABASE() AND table_name = 'images'"
)


def test_a_title_has_at_most_a_hundred_images(call: Call, title: dict[str, str], schema: Schema) -> None:
    upload(call, title, poster())
    columns = [each["column_name"] for each in schema.rows(COLUMNS)]
    names = ", ".join(name for name in columns if name != "id")
    more = f"INSERT INTO images (id, {names}) SELECT %s, {names} FROM images WHERE title_id = %s LIMIT 1"  # noqa: S608
    begun = begin(call, title, content := poster()).json
    for _ in range(99):
        schema.rows(more, (uuid.uuid4().bytes, uuid.UUID(title["title_id"]).bytes))
    answer = begin(call, title, poster())
    assert (answer.status, answer.json["type"]) == (409, "/problems/too-many-images")
    put(begun, content)
    arrive(begun)
    assert call("get_image_upload", path={"upload_id": begun["id"]}).json["reason"]["code"] == "too_many_images"


def test_the_configuration_names_the_sizes_and_where_pictures_lie(call: Call) -> None:
    told = call("get_image_configuration").json
    assert told["base_url"] == "http://localhost:8080/media/images"
    assert told["formats"] == ["avif", "webp"]
    assert {kind: [each["name"] for each in sizes] for kind, sizes in told["sizes"].items()} == {
        kind: [rung.name for rung in ladder] for kind, ladder in LADDERS.items()
    }
    assert told["sizes"]["poster"][0] == {"name": "w92", "width": 92, "height": 138}
    assert told["sizes"]["logo"][0] == {"name": "w45", "width": 45, "height": None}


def test_reading_and_changing_the_order_loads_no_pillow() -> None:
    """Who makes no picture does not pay for the library that makes them."""
    names = "list_title_images, list_person_images, get_image_upload, begin_title_image, remove_image, change_image"
    program = f"""
import sys
sys.path[:0] = ["functions", "layers/chassis", "layers/contracts"]
from catalogue import {names}, on_image_arrived, _wiring, _image_operations
from catalogue._adapters import mysql_images, mysql_image_uploads, s3_images
assert "PIL" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
