"""Sizes, crops, order and limits of images; what Pillow makes of them."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageCms

import pictures
from catalogue._adapters.pillow_images import colours, focal_point, picture
from catalogue._domain.image import (
    FocalPoint,
    Image,
    ImageId,
    ImageKind,
    Owner,
    beginning_of,
    image_changes,
    path_of,
    placed,
    require_kind,
    without,
)
from catalogue._domain.image_ladder import LADDERS, crop, rungs_of
from catalogue._domain.image_source import LONGEST_SIDE, MOST_PIXELS, require_pixels, type_of
from catalogue._domain.image_upload import ImageUpload, begun, published, refused
from catalogue._domain.refusals import (
    AnimatedImage,
    BrokenImage,
    ImageTooSmall,
    MisplacedImage,
    NotAnImage,
    TooManyPixels,
    TruncatedImage,
    WrongImageType,
)

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHAPES = {"poster": (2, 3), "backdrop": (16, 9), "still": (16, 9), "profile": (2, 3)}
sides = st.integers(1, 9000)
shares = st.floats(0, 1)
kinds = st.sampled_from(sorted(LADDERS))


def image(name: str, **fields: Any) -> Image:
    told = {"kind": "poster", "language": None, "position": 0, "width": 200, "height": 300, "size_bytes": 1}
    told |= {"sha256": name, "path": f"/poster/{name}", "sizes": ("w92",), "blurhash": "", "colours": ()}
    return Image(**{"id": ImageId(name), **told, "focal_point": FocalPoint(0.5, 0.5), **fields})


@given(kind=kinds, width=sides, height=sides, x=shares, y=shares)
@settings(max_examples=500)
def test_no_size_is_larger_than_the_source_and_each_crop_has_its_shape(
    kind: ImageKind, width: int, height: int, x: float, y: float
) -> None:
    try:
        rungs = rungs_of(kind, (width, height))
    except ImageTooSmall:
        least = LADDERS[kind][0]
        assert width < least.width or height < least.height((width, height))
        return
    for rung in rungs:
        across, down = rung.width, rung.height((width, height))
        left, upper, right, lower = crop(rung, (width, height), FocalPoint(x, y))
        assert (across, down) <= (width, height)
        assert down <= height
        assert 0 <= left < right <= width
        assert 0 <= upper < lower <= height
        assert right - left >= across - 1e-6, "never made larger"
        assert lower - upper >= down - 1e-6
        shape = {"s": (1, 1)}.get(rung.name[0], SHAPES.get(kind, (width, height)))
        assert abs(down - across * shape[1] / shape[0]) <= 0.5 or (kind == "logo" and down == 1)
        assert rung.name == f"{rung.name[0]}{across}"


@given(width=st.integers(92, 3000), height=st.integers(138, 3000), x=shares, y=shares)
def test_a_crop_is_as_large_as_can_be_and_as_near_to_the_focal_point_as_the_edges_allow(
    width: int, height: int, x: float, y: float
) -> None:
    rung = rungs_of("poster", (width, height))[-1]
    left, upper, right, lower = crop(rung, (width, height), FocalPoint(x, y))
    assert right - left == pytest.approx(width) or lower - upper == pytest.approx(height)
    for begin, end, whole, share in ((left, right, width, x), (upper, lower, height, y)):
        middle = min(max(share * whole, (end - begin) / 2), whole - (end - begin) / 2)
        assert (begin + end) / 2 == pytest.approx(middle, abs=1e-6)


@given(width=st.integers(92, 400), height=st.integers(138, 400), x=shares, y=shares)
@settings(max_examples=15, deadline=None)
def test_what_is_made_has_the_sizes_that_it_says(width: int, height: int, x: float, y: float) -> None:
    source = pictures.saved(Pillow.new("RGB", (width, height), "teal"))
    made = picture(source, "image/png", "poster", FocalPoint(x, y))
    assert [file.name for file in made.files if file.name.endswith("avif")] == [f"{s}.avif" for s in made.sizes][::-1]
    for file in made.files:
        found = pictures.opened(file.content)
        across = int(file.name[1:].partition(".")[0])
        assert found.size == (across, round(across * 3 / 2))
        assert found.size <= (width, height)
        assert found.height <= height


def test_an_address_is_another_for_another_crop_picture_or_image() -> None:
    one, two = ImageId("one"), ImageId("two")
    middle, left = FocalPoint(0.5, 0.5), FocalPoint(0.1, 0.5)
    paths = [
        path_of(one, "poster", "a", middle),
        path_of(one, "poster", "a", left),
        path_of(one, "poster", "b", middle),
    ]
    assert len({*paths, path_of(two, "poster", "a", middle)}) == 4
    assert path_of(one, "poster", "a", middle) == paths[0]
    assert all(path.startswith(beginning_of(one, "poster")) for path in paths)
    assert not path_of(two, "poster", "a", middle).startswith(beginning_of(one, "poster"))


def test_an_image_goes_to_the_end_of_its_kind_and_language_or_to_its_place() -> None:
    shelf = placed(placed((), image("a"), None), image("b"), None)
    shelf = placed(shelf, image("c", language="fr"), None)
    assert [(each.id, each.position) for each in shelf] == [("a", 0), ("b", 1), ("c", 0)]
    moved = placed(shelf, shelf[1], 0)
    assert [(each.id, each.position) for each in moved] == [("b", 0), ("a", 1), ("c", 0)]
    assert [each.field for each in image_changes(shelf, moved)] == ["images.a", "images.b"]
    spoken = placed(moved, replace(moved[0], language="fr"), None)
    assert [(each.id, each.language, each.position) for each in spoken] == [
        ("a", None, 0),
        ("c", "fr", 0),
        ("b", "fr", 1),
    ]
    assert [(each.id, each.position) for each in without(spoken, ImageId("c"))] == [("a", 0), ("b", 0)]
    assert image_changes(spoken, spoken) == []


@pytest.mark.parametrize(("owner", "kind"), [("title", "profile"), ("person", "poster"), ("person", "logo")])
def test_a_title_has_no_profile_and_a_person_nothing_else(owner: Any, kind: Any) -> None:
    with pytest.raises(MisplacedImage):
        require_kind(owner, kind)
    require_kind("title", "poster")
    require_kind("person", "profile")


def test_every_kind_has_its_ladder() -> None:
    assert set(LADDERS) == {each for part in get_args(ImageKind) for each in (get_args(part) or (part,))}


def test_pixels_are_counted_before_they_are_decoded() -> None:
    require_pixels(8000, MOST_PIXELS // 8000)
    for width, height in ((8000, MOST_PIXELS // 8000 + 1), (LONGEST_SIDE + 1, 1)):
        with pytest.raises(TooManyPixels):
            require_pixels(width, height)


@pytest.mark.parametrize(
    ("content", "told", "refusal"),
    [
        (b"", "image/png", NotAnImage),
        (b"GIF89a" + bytes(50), "image/png", NotAnImage),
        (b"\xff\xd8\xff\xe0", "image/png", WrongImageType),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp", TruncatedImage),
        (b"RIFF\0\0\0\0WEBPJUNK" + bytes(50), "image/webp", NotAnImage),
        (pictures.webp_of_claims(1, 1, flags=2), "image/webp", AnimatedImage),
        (pictures.webp_of_claims(12_001, 1), "image/webp", TooManyPixels),
    ],
)
def test_the_first_bytes_say_what_a_file_is(content: bytes, told: Any, refusal: Any) -> None:
    with pytest.raises(refusal):
        type_of(content, told)


@pytest.mark.parametrize("lossless", [False, True])
def test_a_webp_tells_its_size_before_it_is_decoded(lossless: bool) -> None:  # noqa: FBT001
    large = bytearray(pictures.saved(Pillow.new("RGB", (300, 450)), "WEBP", lossless=lossless))
    assert type_of(bytes(large), "image/webp") == "image/webp"
    place = large.index(b"VP8L") + 9 if lossless else large.index(b"\x9d\x01\x2a") + 3
    large[place : place + 4] = b"\xff\xff\xff\x0f" if lossless else b"\xff\x3f\xff\x3f"
    with pytest.raises(TooManyPixels, match="16384 x 16384" if lossless else "16383 x 16383"):
        type_of(bytes(large), "image/webp")


def test_a_truncated_file_is_no_picture_wherever_it_ends() -> None:
    for form in ("JPEG", "PNG", "WEBP", "AVIF"):
        whole = pictures.saved(pictures.scene(200, 300), form)
        told: Any = f"image/{form.lower()}"
        for length in range(0, len(whole) - 64, max(1, len(whole) // 25)):
            with pytest.raises((TruncatedImage, NotAnImage, BrokenImage)):
                picture(whole[:length], told, "poster", None)


def shown(content: bytes, told: Any, kind: ImageKind = "poster") -> Pillow.Image:
    """The largest WebP of what is made."""
    made = picture(content, told, kind, FocalPoint(0.5, 0.5))
    return pictures.opened(next(file.content for file in made.files if file.name == f"{made.sizes[-1]}.webp"))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_whatever_its_camera_says(orientation: int) -> None:
    upright = Pillow.new("RGB", (200, 300), "black")
    upright.paste("white", (0, 0, 100, 150))
    ways = Pillow.Transpose
    turn = {2: ways.FLIP_LEFT_RIGHT, 3: ways.ROTATE_180, 4: ways.FLIP_TOP_BOTTOM, 5: ways.TRANSPOSE}
    turn |= {6: ways.ROTATE_90, 7: ways.TRANSVERSE, 8: ways.ROTATE_270}
    lying = upright.transpose(turn[orientation]) if orientation > 1 else upright
    found = shown(pictures.with_place(lying, orientation), "image/jpeg").convert("L")
    assert found.size[0] < found.size[1]
    corners = [
        found.getpixel((int(found.width * x), int(found.height * y))) for x, y in ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8))
    ]
    assert [int(each) > 128 for each in corners] == [True, False, False]  # type: ignore[arg-type]


def test_nothing_that_is_shown_says_where_or_by_which_camera() -> None:
    source = pictures.with_place(pictures.scene(200, 300))
    assert b"Camera Works" in source
    for file in picture(source, "image/jpeg", "poster", None).files:
        found = pictures.opened(file.content)
        assert dict(found.getexif()) == {}
        assert not {"exif", "icc_profile", "xmp", "comment"} & {name for name, value in found.info.items() if value}
        assert b"Camera" not in file.content
        assert b"at home" not in file.content


RED = (200, 40, 40)


def of_mode(mode: str) -> tuple[bytes, Any]:
    red = Pillow.new("RGB", (92, 138), RED)
    match mode:
        case "CMYK":
            return pictures.saved(red.convert("CMYK"), "JPEG", quality=95), "image/jpeg"
        case "I;16":
            grey = Pillow.new("I", (92, 138), 100 * 257).convert("I;16")
            return pictures.saved(grey), "image/png"
        case "RGBA":
            clear = red.convert("RGBA")
            clear.putalpha(0)
            return pictures.saved(clear), "image/png"
        case "P":
            return pictures.saved(red.quantize(4)), "image/png"
        case "P+transparency":
            indexed = red.quantize(4)
            return pictures.saved(indexed, transparency=indexed.getpixel((0, 0))), "image/png"
        case _:
            return pictures.saved(red.convert(mode)), "image/png"


GREY = (87, 87, 87)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [
        ("RGB", RED), ("P", RED), ("CMYK", RED), ("L", GREY), ("LA", GREY), ("I;16", (100, 100, 100)),
        ("RGBA", (255, 255, 255)), ("P+transparency", (255, 255, 255)),
    ],
)  # fmt: skip
def test_every_way_to_store_colours_is_shown_as_rgb_over_white(mode: str, colour: tuple[int, int, int]) -> None:
    found = shown(*of_mode(mode)).convert("RGB").getpixel((40, 60))
    assert isinstance(found, tuple)
    assert found == pytest.approx(colour, abs=6)


def test_a_logo_keeps_what_is_transparent_and_its_own_shape() -> None:
    clear = Pillow.new("RGBA", (300, 90), (255, 0, 0, 0))
    clear.paste((255, 0, 0, 255), (100, 30, 200, 60))
    made = picture(pictures.saved(clear), "image/png", "logo", None)
    assert made.sizes == ("w45", "w92", "w154", "w185", "w300")
    for file in made.files[:2]:
        found = pictures.opened(file.content)
        assert (found.mode, found.size) == ("RGBA", (300, 90))
        assert found.getpixel((5, 5))[3] == 0  # type: ignore[index]
        assert found.getpixel((150, 45))[3] == 255  # type: ignore[index]
    assert {each.hex for each in made.colours} == {"#ff0000"}


def test_a_colour_profile_becomes_srgb() -> None:
    """A profile in which red and green are exchanged: what it calls red is green to the eye."""
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    raw = bytearray(swapped.tobytes())
    red, green = raw.index(b"rXYZ"), raw.index(b"gXYZ")
    raw[red : red + 4], raw[green : green + 4] = b"gXYZ", b"rXYZ"
    source = pictures.saved(Pillow.new("RGB", (92, 138), (220, 0, 0)), icc_profile=bytes(raw))
    found = shown(source, "image/png").convert("RGB").getpixel((40, 60))
    assert isinstance(found, tuple)
    assert found == pytest.approx((0, 220, 0), abs=6)
    broken = pictures.saved(Pillow.new("RGB", (92, 138), (220, 0, 0)), icc_profile=b"no profile")
    plain = shown(broken, "image/png").convert("RGB").getpixel((40, 60))
    assert isinstance(plain, tuple)
    assert plain == pytest.approx((220, 0, 0), abs=6)


def test_colours_are_those_of_the_picture_with_their_shares() -> None:
    flag = Pillow.new("RGB", (60, 40), "#0055a4")
    flag.paste("#ffffff", (20, 0, 40, 40))
    flag.paste("#ef4135", (40, 0, 60, 40))
    told = colours(flag)
    assert {each.hex for each in told} == {"#0055a4", "#ffffff", "#ef4135"}
    assert [each.share for each in told] == [pytest.approx(1 / 3, abs=0.001)] * 3
    gradient = Pillow.linear_gradient("L").resize((64, 64)).convert("RGB")
    assert 3 <= len(colours(gradient)) <= 5
    assert colours(Pillow.new("RGBA", (8, 8), (1, 2, 3, 0))) == ()


@pytest.mark.parametrize(("x", "y"), [(0.25, 0.3), (0.75, 0.3), (0.3, 0.7), (0.7, 0.75)])
def test_the_focal_point_is_where_the_picture_is_busy(x: float, y: float) -> None:
    plain = Pillow.new("L", (64, 64), 90)
    plain.paste(Pillow.effect_noise((12, 12), 100), (int(64 * x) - 6, int(64 * y) - 6))
    found = focal_point(plain)
    assert (found.x, found.y) == (pytest.approx(x, abs=0.12), pytest.approx(y, abs=0.12))


@pytest.mark.parametrize("size", [(64, 64), (1, 64), (64, 1), (2, 2)])
def test_where_nothing_is_busy_it_is_the_middle(size: tuple[int, int]) -> None:
    assert focal_point(Pillow.new("RGB", size, "grey")) == FocalPoint(0.5, 0.5)


def upload(**fields: Any) -> ImageUpload:
    told: dict[str, Any] = {
        "id": ImageId("i"),
        "owner": Owner("title", "t"),
        "uploaded_by": "somebody",
        "kind": "poster",
    }
    told |= {"language": None, "focal_point": None, "content_type": "image/png", "size_bytes": 1, "sha256": "00"}
    return ImageUpload(**{**told, "created_at": NOW, "updated_at": NOW, **fields})


def test_an_upload_that_has_ended_stays_as_it_ended() -> None:
    later = NOW + timedelta(minutes=1)
    first = begun(upload(), later)
    assert (first.state, first.attempts, first.version) == ("pending", 1, 2)
    done = published(first, later)
    assert begun(done, later) is done
    assert refused(done, NotAnImage("no"), later) is done
    ended = refused(first, TooManyPixels("9 x 9"), later)
    assert (ended.state, ended.reason, ended.detail) == ("refused", "too_many_pixels", "9 x 9")
    assert begun(ended, later) is ended
    broken = begun(begun(first, later), later)
    assert (broken.state, broken.reason) == ("refused", "interrupted")


MEASURE = """
import sys
sys.path[:0] = ["functions", "layers/chassis", "layers/contracts"]
from catalogue._adapters.pillow_images import picture
content = sys.stdin.buffer.read()
picture(content, sys.argv[1], sys.argv[2], None)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # getrusage counts the parent's
print(int(peak.split()[1]) // 1024)
"""


@pytest.mark.parametrize(("form", "kind"), [("WEBP", "logo"), ("WEBP", "backdrop"), ("JPEG", "poster")])
def test_the_largest_image_fits_into_the_memory_of_the_function(form: str, kind: str) -> None:
    mode = "RGBA" if form == "WEBP" else "CMYK"
    large = Pillow.linear_gradient("L").resize((8000, MOST_PIXELS // 8000)).convert("RGB").convert(mode)
    if mode == "RGBA":
        large.putalpha(Pillow.radial_gradient("L").resize(large.size))
    file = io.BytesIO()
    large.save(file, form, quality=30, **({"method": 0} if form == "WEBP" else {}))
    words = [sys.executable, "-c", MEASURE, f"image/{form.lower()}", kind]
    done = subprocess.run(words, cwd=ROOT, input=file.getvalue(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1536, "the function has 2,048 MB, of which drivers take some"
