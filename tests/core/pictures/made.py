"""Pictures made for tests: good ones that tell how they stand, and bad ones of every sort."""

import zlib
from io import BytesIO
from itertools import count
from struct import pack
from typing import Any

from PIL import Image, PngImagePlugin

RED, GREEN, BLUE, YELLOW = (220, 20, 20), (20, 200, 20), (20, 20, 220), (230, 220, 20)
SECRET = b"Mei's kitchen"


def quarters(size: tuple[int, int] = (80, 60), mode: str = "RGB") -> Image.Image:
    """Red and green above, blue and yellow below: turned or mirrored, it shows."""
    width, height = size
    image = Image.new(mode, size, RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chatty(kind: str, orientation: int = 1, size: tuple[int, int] = (80, 60)) -> bytes:
    """A picture that tells where it was taken, by whom, with what, in every place where that can be told."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    extras: dict[str, dict[str, Any]] = {
        "JPEG": {"exif": exif, "comment": SECRET, "xmp": b"<x:xmpmeta>" + SECRET, "icc_profile": SECRET * 20},
        "PNG": {"exif": exif, "pnginfo": notes, "icc_profile": SECRET * 20},
        "WEBP": {"exif": exif, "xmp": b"<x:xmpmeta>" + SECRET, "icc_profile": SECRET * 20, "lossless": True},
        "GIF": {"comment": SECRET},
    }
    return saved(quarters(size), kind, **extras[kind]) + SECRET


def moving(kind: str, frames: int = 3, size: tuple[int, int] = (40, 30)) -> bytes:
    images = [
        Image.new("RGB", size, (number * 7 % 256, 255 - number * 11 % 256, number * 29 % 256))
        for number in range(frames)
    ]
    return saved(images[0], kind, save_all=True, append_images=images[1:], duration=80, loop=0)


def flat_png(width: int, height: int, depth: int = 1, colour: int = 0) -> bytes:
    """A PNG of one colour, of any size, without the memory that a picture would take."""
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row = bytes(1 + (width * bits + 7) // 8)
    squeeze = zlib.compressobj(9)
    body = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    header = pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(name: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))


def png_with_a_bomb_of_text() -> bytes:
    squeeze = zlib.compressobj(9)
    text = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(100)) + squeeze.flush()
    good = flat_png(20, 20)
    return good[:33] + chunk(b"zTXt", b"Comment\0\0" + text) + chunk(b"iCCP", b"a\0\0" + text) + good[33:]


def long_gif(frames: int, size: tuple[int, int] = (8, 8)) -> bytes:
    width, height = size
    one = b"\x2c" + pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + one * frames + b";"


def gif_with_a_frame_beyond() -> bytes:
    frame = b"\x2c" + pack("<HHHHB", 60_000, 60_000, 4, 4, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + pack("<HHBBB", 4, 4, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + frame + b";"


class Endless:
    """A stream without an end, which knows how much of it was read."""

    def __init__(self, start: bytes) -> None:
        self.start = start
        self.taken = 0

    def read(self, most: int = -1) -> bytes:
        piece = (self.start + bytes(max(0, most)))[:most] if self.taken == 0 else bytes(most)
        self.taken += len(piece)
        return piece


class Drip:
    """A stream that gives a few bytes at a time."""

    def __init__(self, raw: bytes) -> None:
        self.rest = BytesIO(raw)
        self.sizes = count(1)

    def read(self, most: int = -1) -> bytes:
        return self.rest.read(min(most, 1 + next(self.sizes) % 7))
