"""What the first bytes of a picture say about it, read without decoding anything."""

from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple


class Header(NamedTuple):
    """The size of a picture in pixels, and how many frames it has."""

    width: int
    height: int
    frames: int = 1


def kind_of(raw: bytes) -> str | None:
    """png, jpeg, gif, webp, or nothing that we know. Names and what a browser claims are never asked."""
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP" else None


def header_of(kind: str, raw: bytes) -> Header:
    """The header of a picture; ValueError, IndexError or struct.error where it is cut or makes no sense."""
    return {"png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp}[kind](raw)


def _png(raw: bytes) -> Header:
    """A PNG that moves (APNG) is shown by its first frame."""
    if raw[12:16] != b"IHDR":
        raise ValueError("a PNG without a header")
    return Header(*unpack_from(">II", raw, 16))


def _jpeg(raw: bytes) -> Header:
    at = 2
    while True:
        while raw[at + 1] == 0xFF:
            at += 1
        marker, length = raw[at + 1], unpack_from(">H", raw, at + 2)[0]
        if raw[at] != 0xFF or length < 2:
            raise ValueError("a JPEG whose parts do not follow each other")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = unpack_from(">HH", raw, at + 5)
            return Header(width, height)
        at += 2 + length


def _gif(raw: bytes) -> Header:
    width, height = unpack_from("<HH", raw, 6)
    frames = 0
    for left, top, wide, high in _gif_frames(raw):
        frames += 1
        width, height = max(width, left + wide), max(height, top + high)
    return Header(width, height, frames)


def _gif_frames(raw: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Where each frame lies. A picture that ends before its end is read as far as it goes."""
    at = 13 + _palette(raw[10])
    while at < len(raw) and raw[at] != 0x3B:
        if raw[at] == 0x2C:
            yield unpack_from("<HHHH", raw, at + 1)
            at += 11 + _palette(raw[at + 9])
        elif raw[at] == 0x21:
            at += 2
        else:
            at += 1
            continue
        while at < len(raw) and raw[at]:
            at += 1 + raw[at]
        at += 1


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _webp(raw: bytes) -> Header:
    frames = sum(name == b"ANMF" for name, _ in _webp_parts(raw))
    name, at = next(_webp_parts(raw))
    if name == b"VP8X":
        width, height = (int.from_bytes(raw[at + 4 + 3 * side : at + 7 + 3 * side], "little") + 1 for side in (0, 1))
    elif name == b"VP8L":
        bits = unpack_from("<I", raw, at + 1)[0]
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif name == b"VP8 ":
        width, height = (side & 0x3FFF for side in unpack_from("<HH", raw, at + 6))
    else:
        raise ValueError("a WebP without a header")
    return Header(width, height, max(1, frames))


def _webp_parts(raw: bytes) -> Iterator[tuple[bytes, int]]:
    at = 12
    while at + 8 <= len(raw):
        length = unpack_from("<I", raw, at + 4)[0]
        yield raw[at : at + 4], at + 8
        at += 8 + length + (length & 1)
