"""Pictures for tests: good ones, and what somebody may send in their place."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

EXIF_ORIENTATION = 0x0112


def scene(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A dark sky with a bright, busy square in its upper right quarter."""
    image = Image.new("RGB", (width, height), (20, 30, 90))
    draw = ImageDraw.Draw(image)
    left, upper, side = width * 3 // 4, height // 4, min(width, height) // 8
    for step in range(0, side * 2, 4):
        draw.line(
            (left - side, upper - side + step, left + side, upper - side + step), "white" if step % 8 else "red", 2
        )
    return image.convert(mode)


def saved(image: Image.Image, form: str = "PNG", **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def png_of_claims(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims a size, its rows all black: a bomb for who decodes before looking."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + (width + 7) // 8)) for _ in range(min(height, 200_000))) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def webp_of_claims(width: int, height: int, flags: int = 0) -> bytes:
    """An extended WebP that claims a canvas and holds a picture of one pixel."""
    inner = saved(Image.new("RGB", (1, 1)), "WEBP")[12:]
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes([flags, 0, 0, 0]) + sides + inner
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_of_claims(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims a size."""
    content = bytearray(saved(Image.new("L", (8, 8)), "JPEG"))
    place = content.index(b"\xff\xc0")
    content[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def animated(form: str) -> bytes:
    frames = [Image.new("RGB", (300, 450), colour) for colour in ("red", "blue")]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], duration=100)


def with_place(image: Image.Image, orientation: int = 1) -> bytes:
    """A JPEG whose metadata say where it was taken, by which camera, and which way is up."""
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    exif[0x010F] = "Camera Works"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return saved(image, "JPEG", exif=exif, comment=b"at home", quality=95)
