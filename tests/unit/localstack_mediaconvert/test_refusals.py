"""What a job asks for is carried out or refused by its path; nothing is passed over."""

from __future__ import annotations

from typing import Any

import pytest

from cdlc_localstack.mediaconvert import rules
from cdlc_localstack.mediaconvert.faults import Refused

from .jobs import ladder, posters, rung, sound

VIDEO = "/outputGroups/0/outputs/0/videoDescription"
H264 = f"{VIDEO}/codecSettings/h264Settings"


def refusal(settings: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refused:
        rules.check(settings)
    return str(refused.value)


def test_a_ladder_with_sound_and_posters_is_accepted() -> None:
    rules.check(ladder(groups=(posters(),)))


@pytest.mark.parametrize(
    ("setting", "value", "path"),
    [
        ("QualityTuningLevel", "MULTI_PASS_HQ", f"{H264}/qualityTuningLevel"),
        ("SceneChangeDetect", "TRANSITION_DETECTION", f"{H264}/sceneChangeDetect"),
        ("InterlaceMode", "TOP_FIELD", f"{H264}/interlaceMode"),
        ("MaxBitrate", 10, f"{H264}/maxBitrate"),
        ("NumberReferenceFrames", 9, f"{H264}/numberReferenceFrames"),
        ("BandwidthReductionFilter", {"Strength": "LOW"}, f"{H264}/bandwidthReductionFilter"),
        ("HrdBufferFinalFillPercentage", 50, f"{H264}/hrdBufferFinalFillPercentage"),
    ],
)
def test_a_codec_setting_that_is_not_carried_out_is_named(setting: str, value: object, path: str) -> None:
    assert refusal(ladder(rung(640, 360, **{setting: value}))).startswith(f"{path}: ")


def test_every_place_is_named_at_once() -> None:
    told = refusal(ladder(rung(640, 360, Telecine="HARD"), rung(426, 240, Syntax="RP2027")))
    assert [part.partition(": ")[0] for part in told.split(" | ")] == [
        f"{H264}/telecine",
        "/outputGroups/0/outputs/1/videoDescription/codecSettings/h264Settings/syntax",
    ]


@pytest.mark.parametrize(
    ("place", "value", "path"),
    [
        ("CaptionDescriptions", [{}], "/outputGroups/0/outputs/0/captionDescriptions"),
        ("Preset", "System-Ott", "/outputGroups/0/outputs/0/preset"),
        ("NameModifier", "../up", "/outputGroups/0/outputs/0/nameModifier"),
        ("NameModifier", "$dt$", "/outputGroups/0/outputs/0/nameModifier"),
    ],
)
def test_an_output_setting_that_is_not_carried_out_is_named(place: str, value: object, path: str) -> None:
    assert refusal(ladder(rung(640, 360) | {place: value})).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("setting", "value"),
    [("WriteDashManifest", "ENABLED"), ("Encryption", {}), ("SegmentLengthControl", "MATCH"), ("BaseUrl", "http://a")],
)
def test_a_group_setting_that_is_not_carried_out_is_named(setting: str, value: object) -> None:
    path = f"/outputGroups/0/outputGroupSettings/cmafGroupSettings/{setting[0].lower()}{setting[1:]}: "
    assert refusal(ladder(**{setting: value})).startswith(path)


def test_clipping_an_input_is_refused_rather_than_forgotten() -> None:
    job = ladder()
    job["Inputs"][0]["InputClippings"] = [{"StartTimecode": "00:00:01:00"}]
    assert refusal(job).startswith("/inputs/0/inputClippings: ")


def test_two_inputs_are_refused() -> None:
    job = ladder()
    job["Inputs"] *= 2
    assert refusal(job) == "/inputs: Should be a list of 1 to 1 items"


def test_an_input_that_is_no_object_in_s3_is_refused() -> None:
    job = ladder()
    job["Inputs"][0]["FileInput"] = "http://127.0.0.1/film.mp4"
    assert refusal(job).startswith("/inputs/0/fileInput: ")


def test_picture_and_sound_do_not_share_a_cmaf_output() -> None:
    assert "either video or audio" in refusal(ladder(rung(640, 360) | sound()))


def test_what_a_rate_control_mode_needs_is_required() -> None:
    assert refusal(ladder(rung(640, 360, MaxBitrate=None))) == f"{H264}/maxBitrate: Value is required"
    told = refusal(ladder(rung(640, 360, RateControlMode="CBR")))
    assert told == f"{H264}/bitrate: Value is required"


def test_a_stated_frame_rate_needs_its_numbers() -> None:
    told = refusal(ladder(rung(640, 360, FramerateControl="SPECIFIED", FramerateNumerator=24)))
    assert told == f"{H264}/framerateDenominator: Value is required"


def test_two_outputs_of_one_name_are_refused() -> None:
    assert "nameModifier: Should be unique" in refusal(ladder(rung(640, 360), rung(426, 360)))


def test_an_odd_height_is_refused() -> None:
    assert refusal(ladder(rung(640, 361))) == f"{VIDEO}/height: Should be an even number"


def test_sound_from_a_selector_that_is_not_there_is_refused() -> None:
    job = ladder(rung(640, 360), sound())
    job["Inputs"][0]["AudioSelectors"] = {"Other": {"DefaultSelection": "DEFAULT"}}
    assert (
        refusal(job)
        == "/outputGroups/0/outputs/1/audioDescriptions/0/audioSourceName: names no audio selector of the input"
    )


def test_posters_alone_are_refused_as_on_aws() -> None:
    job = ladder()
    job["OutputGroups"] = [posters()]
    assert "needs another output beside it" in refusal(job)


def test_settings_of_another_kind_of_group_are_refused() -> None:
    job = ladder()
    job["OutputGroups"][0]["OutputGroupSettings"]["FileGroupSettings"] = {"Destination": "s3://media/a"}
    assert "fileGroupSettings: Should not be present" in refusal(job)


def test_an_empty_job_says_what_it_lacks() -> None:
    assert refusal({}) == "/inputs: Value is required | /outputGroups: Value is required"
