"""Playlists and Probe's answers, from measurements."""

from __future__ import annotations

from fractions import Fraction

from cdlc_localstack.mediaconvert import playlists, tracks
from cdlc_localstack.mediaconvert.boxes import Fragment
from cdlc_localstack.mediaconvert.playlists import Rendition, Segment

from .jobs import source


def fragments(*lengths: float, every: int = 1) -> tuple[Fragment, ...]:
    """Fragments of these seconds one after the other; each `every`-th begins with a key frame."""
    found, at = [], 0
    for number, length in enumerate(lengths):
        found.append(Fragment(number * 100, 100, at, round(length * 1000), 1, number % every == 0))
        at += round(length * 1000)
    return tuple(found)


def test_segments_begin_at_the_first_key_frame_at_or_after_their_time() -> None:
    assert [len(part) for part in playlists.cut(fragments(2, 2, 2, 2, 2, 1), 1000, 6)] == [3, 3]
    assert [len(part) for part in playlists.cut(fragments(1, 1, 1, 1, 1, 1, every=4), 1000, 3)] == [4, 2]


def test_segments_do_not_drift() -> None:
    parts = playlists.cut(fragments(*[2.002] * 300), 1000, 6)
    begins = [part[0].begin / 1000 for part in parts]
    assert all(0 <= begin - 6 * number < 2.002 for number, begin in enumerate(begins))


def rendition(**more: object) -> Rendition:
    cut = (
        Segment("a_1.cmfv", 6.0, 800, 600_000),
        Segment("a_2.cmfv", 6.0, 600_800, 300_000),
        Segment("a_3.cmfv", 0.5, 900_800, 90_000),
    )
    return Rendition("a.m3u8", cut, ("avc1.4d401f",), ("ainit.cmfv", 800), **more)  # type: ignore[arg-type]


def test_bandwidth_is_that_of_the_densest_segment_that_counts() -> None:
    assert rendition().peak == 800_000  # the last half second is denser, and says little
    assert rendition().average == 633_600


def test_a_media_playlist_lists_what_was_written() -> None:
    lines = playlists.media(rendition()).splitlines()
    assert lines[:3] == ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-TARGETDURATION:6"]
    assert '#EXT-X-MAP:URI="ainit.cmfv"' in lines
    assert [line for line in lines if not line.startswith("#")] == ["a_1.cmfv", "a_2.cmfv", "a_3.cmfv"]
    assert lines[-1] == "#EXT-X-ENDLIST"


def test_a_single_file_is_listed_by_its_ranges() -> None:
    text = playlists.media(rendition(single=True))
    assert 'BYTERANGE="800@0"' in text
    assert "#EXT-X-BYTERANGE:300000@600800" in text


def test_a_variant_counts_its_sound() -> None:
    audio = {
        "group": "program_audio",
        "label": "Audio",
        "language": "deu",
        "default": "YES",
        "auto": "YES",
        "channels": 2,
    }
    sound = Rendition("s.m3u8", (Segment("s_1.cmfa", 6.0, 0, 75_000),), ("mp4a.40.2",), audio=audio)
    picture = rendition(picture=(640, 360), rate=Fraction(30000, 1001), audio_groups=("program_audio",))
    lines = playlists.multivariant([picture, sound]).splitlines()
    assert lines[3] == (
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="program_audio",LANGUAGE="deu",NAME="Audio",DEFAULT=YES,AUTOSELECT=YES,'
        'CHANNELS="2",URI="s.m3u8"'
    )
    assert lines[4] == (
        '#EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=733600,CODECS="avc1.4d401f,mp4a.40.2",'
        'RESOLUTION=640x360,FRAME-RATE=29.970,AUDIO="program_audio"'
    )


def test_a_variant_without_sound_names_no_group() -> None:
    assert "AUDIO=" not in playlists.multivariant([rendition(picture=(640, 360))])


def test_probe_tells_what_was_measured() -> None:
    found = tracks.container(source(duration="99999"))
    assert (found["Format"], found["Duration"]) == ("mp4", 12.01)
    video, audio = found["Tracks"]
    assert (video["Index"], video["Codec"], video["Duration"]) == (1, "AVC", 12.0)
    assert video["VideoProperties"]["FrameRate"] == {"Numerator": 24, "Denominator": 1}
    assert (audio["Codec"], audio["AudioProperties"]["Channels"], audio["AudioProperties"]["SampleRate"]) == (
        "AAC",
        2,
        48000,
    )
    assert tracks.mappings(found["Tracks"]) == [
        {"VideoTrackIndexes": [1], "AudioTrackIndexes": [2], "DataTrackIndexes": []}
    ]


def test_a_variable_rate_is_the_mean_of_what_was_counted() -> None:
    found = tracks.container(source(r_frame_rate="90000/1", avg_frame_rate="0/0"))
    assert found["Tracks"][0]["VideoProperties"]["FrameRate"] == {"Numerator": 24, "Denominator": 1}
