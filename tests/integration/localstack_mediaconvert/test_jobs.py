"""Jobs from creation to published outputs, on films made here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from unit.localstack_mediaconvert.jobs import ladder, posters, rung, sound

from .studio import ROLE, frame_count, key_frames, placed

if TYPE_CHECKING:
    from .studio import Studio

RUNGS = (rung(640, 360), rung(426, 240), sound())


def test_a_ladder_is_published_as_aws_names_it(studio: Studio) -> None:
    settings = ladder(*RUNGS, groups=(posters(FramerateDenominator=3, MaxCaptures=3),), SegmentLength=4)
    job, prefix = studio.run(studio.film(seconds=10), settings, UserMetadata={"film": "7"})
    assert (job["Status"], job["JobPercentComplete"], job["UserMetadata"]) == ("COMPLETE", 100, {"film": "7"})
    assert job["Timing"]["SubmitTime"] <= job["Timing"]["StartTime"] <= job["Timing"]["FinishTime"]
    details = job["OutputGroupDetails"][0]["OutputDetails"]
    assert details[0] == {"DurationInMs": 10000, "VideoDetails": {"WidthInPx": 640, "HeightInPx": 360}}
    names = set(studio.published(prefix))
    assert names == {
        *("film.m3u8", "film_360p.m3u8", "film_240p.m3u8", "film_audio.m3u8"),
        *(
            f"film_{height}p{part}.cmfv"
            for height in (360, 240)
            for part in ("init", "_000000001", "_000000002", "_000000003")
        ),
        *(f"film_audio{part}.cmfa" for part in ("init", "_000000001", "_000000002", "_000000003")),
        *(f"poster.000000{number}.jpg" for number in range(3)),
    }


def test_rungs_change_over_at_the_same_frames(studio: Studio) -> None:
    job, prefix = studio.run(studio.film(seconds=10, rate="30000/1001"), ladder(*RUNGS, SegmentLength=4))
    assert job["Status"] == "COMPLETE"
    first, second = (studio.rendition(prefix, f"film_{height}p") for height in (360, 240))
    assert key_frames(first) == key_frames(second)
    assert len(key_frames(first)) == 5
    assert frame_count(first) == frame_count(second) == frame_count(studio.film(seconds=10, rate="30000/1001"))


def test_the_master_playlist_tells_what_was_written(studio: Studio) -> None:
    _, prefix = studio.run(studio.film(seconds=10), ladder(*RUNGS, SegmentLength=4))
    parts = studio.published(prefix)
    master = parts["film.m3u8"].decode()
    variant = re.search(
        r"BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+),CODECS=\"(.+?)\",RESOLUTION=640x360,FRAME-RATE=24.000", master
    )
    assert variant
    assert re.fullmatch(r"avc1\.4d40[0-9a-f]{2},mp4a\.40\.2", variant[3])
    bytes_of = {
        kind: sum(len(body) for name, body in parts.items() if re.match(rf"film_{kind}_\d+\.", name))
        for kind in ("360p", "audio")
    }
    mean = bytes_of["360p"] * 8 / 10 + bytes_of["audio"] * 8 / 10
    assert int(variant[2]) == pytest.approx(mean, rel=0.01)
    assert int(variant[1]) >= int(variant[2])
    kinds = {name: studio.aws("s3").head_object(Bucket="media", Key=prefix + name)["ContentType"] for name in parts}
    assert kinds["film.m3u8"] == "application/vnd.apple.mpegurl"
    assert (kinds["film_360p_000000001.cmfv"], kinds["film_audioinit.cmfa"]) == ("video/mp4", "audio/mp4")


def test_a_single_file_can_be_probed_to_the_frame(studio: Studio) -> None:
    film = studio.film(seconds=5, rate="25")
    job, prefix = studio.run(film, ladder(*RUNGS, SegmentControl="SINGLE_FILE", SegmentLength=2))
    assert job["Status"] == "COMPLETE"
    assert "#EXT-X-BYTERANGE:" in studio.published(prefix)["film_360p.m3u8"].decode()
    url = f"s3://media/{prefix}film_360p.cmfv"
    found = studio.aws("mediaconvert").probe(InputFiles=[{"FileUrl": url}])["ProbeResults"][0]["Container"]
    (track,) = found["Tracks"]
    assert (track["Codec"], track["Duration"], track["VideoProperties"]["Width"]) == ("AVC", 5.0, 640)
    assert track["VideoProperties"]["FrameRate"] == {"Numerator": 25, "Denominator": 1}


def test_transport_streams_and_files_are_made_too(studio: Studio) -> None:
    both = rung(426, 240) | {"AudioDescriptions": sound()["AudioDescriptions"]}
    hls = {
        "OutputGroupSettings": {
            "Type": "HLS_GROUP_SETTINGS",
            "HlsGroupSettings": {"Destination": "s3://media/hls", "SegmentLength": 2},
        },
        "Outputs": [both | {"ContainerSettings": {"Container": "M3U8"}}],
    }
    mp4 = {
        "OutputGroupSettings": {
            "Type": "FILE_GROUP_SETTINGS",
            "FileGroupSettings": {"Destination": "s3://media/trailer"},
        },
        "Outputs": [both | {"ContainerSettings": {"Container": "MP4"}}],
    }
    job, prefix = studio.run(studio.film(seconds=5), {**ladder(), "OutputGroups": [hls, mp4]})
    assert job["Status"] == "COMPLETE", job.get("ErrorMessage")
    parts = studio.published(prefix)
    assert {"hls.m3u8", "hls_240p.m3u8", "hls_240p_00001.ts", "hls_240p_00003.ts", "trailer_240p.mp4"} <= set(parts)
    assert re.search(r'CODECS="avc1\.4d40..,mp4a\.40\.2"', parts["hls.m3u8"].decode())
    assert parts["trailer_240p.mp4"].index(b"moov") < parts["trailer_240p.mp4"].index(b"mdat")


def test_the_same_token_is_the_same_job_and_not_another(studio: Studio) -> None:
    settings = placed(ladder(), studio.upload(studio.film()), "token/")
    first = studio.submit(settings, ClientRequestToken="token-1")
    assert studio.submit(settings, ClientRequestToken="token-1") == first
    with pytest.raises(ClientError, match="ConflictException"):
        studio.submit(settings, ClientRequestToken="token-1", Priority=3)
    studio.ended(first)


def test_a_refusal_names_the_path_and_creates_nothing(studio: Studio) -> None:
    before = len(jobs(studio))
    with pytest.raises(ClientError) as refused:
        studio.submit(ladder(rung(640, 360, Telecine="SOFT")))
    error = refused.value.response["Error"]
    assert error["Code"] == "BadRequestException"
    assert error["Message"].startswith(
        "/outputGroups/0/outputs/0/videoDescription/codecSettings/h264Settings/telecine: "
    )
    with pytest.raises(ClientError, match=r"BadRequestException.*/role: Should match pattern"):
        studio.aws("mediaconvert").create_job(Role="somebody", Settings=ladder())
    assert len(jobs(studio)) == before


def jobs(studio: Studio) -> list[dict[str, Any]]:
    pages = studio.aws("mediaconvert").get_paginator("list_jobs").paginate(PaginationConfig={"PageSize": 3})
    return [job for page in pages for job in page["Jobs"]]


def test_jobs_are_listed_page_by_page_newest_first(studio: Studio) -> None:
    settings = placed(ladder(), "s3://uploads/none.mp4", "pages/")
    made = [studio.submit(settings) for _ in range(5)]
    found = [job["Id"] for job in jobs(studio)]
    assert found[:5] == made[::-1]
    assert len(found) == len(set(found))
    for each in made:
        assert studio.ended(each)["ErrorCode"] == 1404


def test_a_destination_that_is_not_there_ends_the_job(studio: Studio) -> None:
    settings = placed(ladder(), studio.upload(studio.film()), "x/")
    settings["OutputGroups"][0]["OutputGroupSettings"]["CmafGroupSettings"]["Destination"] = "s3://nowhere/film"
    job = studio.ended(studio.submit(settings))
    assert (job["Status"], job["ErrorCode"]) == ("ERROR", 3404)


def test_what_does_not_exist_is_not_found(studio: Studio) -> None:
    client = studio.aws("mediaconvert")
    for call in (
        lambda: client.get_job(Id="1-x"),
        lambda: client.cancel_job(Id="1-x"),
        lambda: client.get_queue(Name="x"),
    ):
        with pytest.raises(client.exceptions.NotFoundException):
            call()
    with pytest.raises(ClientError, match="NotFoundException"):
        client.create_job(Role=ROLE, Settings=ladder(), Queue="x")
