"""A film's way through the deployed platform: sent in parts, transcoded, published, played through the edge."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import uuid
from typing import TYPE_CHECKING, Any

import httpx
import m3u8
import pytest

from deployer import clients
from integration.catalogue.lambda_calls import sample
from local_cloud import cdlc, eventually
from media_films import ENDED, asset_of, film, send, stored, written

if TYPE_CHECKING:
    from pathlib import Path

    from local_cloud import Cloud

PART = 8 * 1024 * 1024


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film(tmp_path_factory.mktemp("films") / "source.mp4", seconds=6)


@pytest.fixture(scope="module")
def upload(cloud: Cloud, source: Path) -> dict[str, Any]:
    assert cloud.settings.stage == "local"
    return send(source, "--title", "01938f5e-7b00-7000-8000-0000000000d4")


@pytest.fixture(scope="module")
def asset(cloud: Cloud, upload: dict[str, Any]) -> dict[str, Any]:
    return asset_of(cloud, upload)


def invoke(cloud: Cloud, operation: str, event: dict[str, Any]) -> dict[str, Any]:
    functions = cloud.aws("lambda")
    return clients.invoke(functions, clients.function_of(functions, f"media.{operation}"), event)


def begin(cloud: Cloud, **fields: Any) -> httpx.Response:
    body = {"file_name": "film.mp4", "size_bytes": 5, "content_type": "video/mp4", **fields}
    headers = {**cloud.bearer(), "Idempotency-Key": str(uuid.uuid4())}
    return cloud.http.post("/api/media/uploads", json=body, headers=headers)


def checksum(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def sign(cloud: Cloud, upload_id: str, number: int, content: bytes) -> dict[str, Any]:
    asked = {"parts": [{"part_number": number, "checksum_sha256": checksum(content)}]}
    answer = cloud.http.post(f"/api/media/uploads/{upload_id}/parts", json=asked, headers=cloud.bearer())
    assert answer.status_code == 200, answer.text
    signed: dict[str, Any] = answer.json()["items"][0]
    return signed


def put(signed: dict[str, Any], content: bytes) -> httpx.Response:
    headers = {name: value for name, value in signed["headers"].items() if name != "content-length"}
    return httpx.put(signed["address"], content=content, headers=headers, timeout=30)


def end_of(cloud: Cloud, upload_id: str) -> dict[str, Any]:
    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = cloud.http.get(f"/api/media/uploads/{upload_id}", headers=cloud.bearer()).json()
        return found if found["state"] in ENDED else None

    return eventually(ended, within=120, what="the upload ends") or {}


def test_a_film_is_published_with_rungs_posters_and_its_length(asset: dict[str, Any]) -> None:
    assert [(rung["width"], rung["height"]) for rung in asset["renditions"]] == [(640, 360), (480, 270)]
    assert (asset["duration_ms"], asset["has_audio"], asset["loss"]) == (6000, True, None)
    assert {rung["frames"] for rung in asset["renditions"]} == {144}
    assert len(asset["posters"]) == 6


def test_its_playlists_segments_and_posters_come_from_the_edge_as_what_they_are(
    cloud: Cloud, asset: dict[str, Any]
) -> None:
    main = cloud.http.get(asset["playlist"])
    assert main.headers["content-type"].startswith("application/vnd.apple.mpegurl")
    folder = asset["playlist"].rpartition("/")[0]
    for variant in m3u8.loads(main.text).playlists:
        child = m3u8.loads(cloud.http.get(f"{folder}/{variant.uri}").text)
        assert child.is_endlist
        for segment in child.segments:
            answer = cloud.http.get(f"{folder}/{segment.uri}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
            assert "immutable" in answer.headers["cache-control"]
    poster = cloud.http.get(asset["posters"][0])
    assert (poster.headers["content-type"], poster.content[:2]) == ("image/jpeg", b"\xff\xd8")


def test_the_edge_answers_ranges_from_its_cache(cloud: Cloud, asset: dict[str, Any]) -> None:
    key = next(key for key in written(cloud, f"assets/{asset['id']}/") if key.endswith(".cmfv") and "init" not in key)
    whole = cloud.aws("s3").get_object(Bucket="cdlc-local-media", Key=key)["Body"].read()
    for first, last in ((0, 0), (1, 999), (len(whole) - 5, len(whole) - 1)):
        answer = cloud.http.get(f"/media/{key}", headers={"Range": f"bytes={first}-{last}"})
        assert (answer.status_code, answer.content) == (206, whole[first : last + 1])
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"
    assert cloud.http.get(f"/media/{key}").headers["x-cache"] == "HIT"
    assert cloud.http.get(f"/media/{key}", headers={"Range": f"bytes={len(whole)}-"}).status_code == 416


def test_a_viewer_goes_on_where_they_stopped_and_nobody_else_does(cloud: Cloud, asset: dict[str, Any]) -> None:
    path, mine = f"/api/media/positions/{asset['id']}", cloud.bearer("viewer")
    assert cloud.http.get(path, headers=cloud.bearer("curator")).status_code == 404
    for position in (1500, 4200):
        assert cloud.http.put(path, json={"position_ms": position}, headers=mine).status_code == 200
    found = cloud.http.get(path, headers=mine).json()
    assert (found["position_ms"], found["title_id"]) == (4200, asset["title_id"])
    listed = cloud.http.get("/api/media/positions", headers=mine).json()["items"]
    assert listed[0]["asset_id"] == asset["id"]
    beyond = cloud.http.put(path, json={"position_ms": asset["duration_ms"] + 60_000}, headers=mine)
    assert beyond.status_code == 422
    assert cloud.http.get(path, headers=cloud.bearer("curator")).status_code == 404


def test_it_is_listed_under_its_title(cloud: Cloud, upload: dict[str, Any], asset: dict[str, Any]) -> None:
    listed = cloud.http.get("/api/media/assets", params={"title_id": upload["title_id"]}).json()["items"]
    assert asset["id"] in [each["id"] for each in listed]


def test_the_same_notification_again_is_no_second_job(
    cloud: Cloud, upload: dict[str, Any], asset: dict[str, Any]
) -> None:
    def jobs() -> list[str]:
        found = cloud.aws("mediaconvert").list_jobs(MaxResults=20)["Jobs"]
        return [job["Id"] for job in found if job.get("UserMetadata", {}).get("upload_id") == upload["id"]]

    assert len(jobs()) == 1
    event = sample("media", "on_upload_arrived")
    event["Records"][0]["s3"]["object"]["key"] = f"sources/{upload['id']}"
    invoke(cloud, "on_upload_arrived", event)
    assert len(jobs()) == 1
    assert asset_of(cloud, end_of(cloud, upload["id"])) == asset


@pytest.mark.usefixtures("cloud")
def test_a_broken_upload_goes_on_where_it_stopped(tmp_path: Path) -> None:
    file = film(tmp_path / "long.mp4", seconds=2)
    with file.open("ab") as more:  # a box that players pass over makes it two parts long
        more.write(PART.to_bytes(4) + b"free" + bytes(PART - 8))
    first = cdlc("upload", str(file), "--json")
    assert first.returncode == 0, first.stderr
    begun = json.loads(first.stdout)
    again = json.loads(cdlc("upload", str(file), "--wait", "--json").stdout)
    assert (again["id"], again["parts"], again["state"]) == (begun["id"], 2, "published")


def test_a_part_that_s3_has_needs_no_address_and_another_content_is_refused(cloud: Cloud) -> None:
    begun = begin(cloud, size_bytes=5).json()
    signed = sign(cloud, begun["id"], 1, b"hello")
    assert put(signed, b"hellO").status_code == 400, "S3 compares the checksum"
    assert put(signed, b"hello").status_code == 200
    assert sign(cloud, begun["id"], 1, b"hello")["address"] is None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.mp4", b"", "empty_file"),
        ("text.mp4", b"this is not a film", "unreadable_container"),
        ("list.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "unreadable_container"),
        ("net.mp4", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:4566/cdlc-local-lake/x.ts\n", "unreadable_container"),
        ("concat.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n", "unreadable_container"),
        ("dash.mp4", b'<?xml version="1.0"?><MPD><BaseURL>file:///etc/</BaseURL></MPD>', "unreadable_container"),
        (
            "vector.mp4",
            b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
            "unreadable_container",
        ),
    ],
)
def test_what_lies_about_its_type_is_rejected_by_name_and_kept(
    cloud: Cloud, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    ended = send(file)
    assert (ended["state"], ended["reason"]["code"], ended["asset_id"]) == ("rejected", reason, None)
    assert stored(cloud, ended["id"]) == content


def test_a_film_without_sound_is_published_without(cloud: Cloud, tmp_path: Path) -> None:
    asset = asset_of(cloud, send(film(tmp_path / "mute.mp4", seconds=1, size="128x72", sound=False)))
    assert (asset["has_audio"], asset["duration_ms"]) == (False, 1000)


def test_copying_the_input_through_is_refused(
    cloud: Cloud, source: Path, upload: dict[str, Any], tmp_path: Path
) -> None:
    """The twin: the input itself, cut into segments, in place of the renditions."""
    probe = cloud.aws("mediaconvert").probe(
        InputFiles=[{"FileUrl": f"s3://cdlc-local-media-uploads/sources/{upload['id']}"}]
    )["ProbeResults"]
    found = json.loads(json.dumps({"ProbeResults": probe}, default=str))
    event = {**sample("media", "validate_renditions"), "upload_id": upload["id"], "probe": found}
    assert invoke(cloud, "validate_renditions", event)["duration_ms"] == 6000
    other = begin(cloud).json()["id"]
    prefix = f"assets/{asset_id_of(cloud, other)}/"
    copy = ("-map", "0", "-c", "copy", "-f", "hls", "-hls_segment_type", "fmp4", "-hls_list_size", "0")
    names = ("-master_pl_name", "main.m3u8", "main_360p.m3u8")
    subprocess.run(("ffmpeg", "-v", "error", "-i", str(source), *copy, *names), cwd=tmp_path, check=True)
    for file in tmp_path.iterdir():
        cloud.aws("s3").put_object(Bucket="cdlc-local-media", Key=prefix + file.name, Body=file.read_bytes())
    with pytest.raises(clients.InvokeFailed, match="RenditionsWrong"):
        invoke(cloud, "validate_renditions", {**event, "upload_id": other})


def asset_id_of(cloud: Cloud, upload_id: str) -> str:
    """What an upload will become, which its API does not tell before: as the plan of its job says it."""
    event = {**sample("media", "plan_ladder"), "upload_id": upload_id}
    group = invoke(cloud, "plan_ladder", event)["settings"]["OutputGroups"][0]
    return str(group["OutputGroupSettings"]["CmafGroupSettings"]["Destination"]).split("/")[-2]
