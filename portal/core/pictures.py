"""Pictures that people bring: looked at before they are decoded, turned upright, and written anew.

What leaves here was drawn by us: no place, camera, profile or comment of the original is left, nor anything that
was hidden behind its end. Pillow loads when it is used. A picture takes at most about 300 MB while it is read, and
one is read at a time.
"""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

from flask_babel import gettext as _

from .errors import Refused
from .off_loop import run_elsewhere
from .picture_files import Header, header_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image as Drawing

MEGA = 1_000_000
MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = {"png": 40 * MEGA, "jpeg": 40 * MEGA, "gif": 16 * MEGA, "webp": 12 * MEGA}
"""By kind, because decoders differ in how much memory they take for a pixel."""
MAX_MOVING_PIXELS = 4 * MEGA
"""In one frame of a moving picture."""
LONGEST_SIDE = 12_000
MAX_FRAMES = 200
MAX_PIXELS_OF_ALL_FRAMES = 200 * MEGA

SIDE = 2560
MOVING_SIDE = 720
MOVING_PIXELS = 24 * MEGA
"""In all frames of a moving picture after it is made smaller."""
THUMB_SIDE = 640
HEAVY_PNG = 3 * 1024 * 1024
"""A photograph kept as PNG is many times as heavy as it needs to be: it becomes WebP."""

ORIENTATION = 0x0112
BAND = 512
"""Rows that are made smaller at once, where making all of them smaller would need a second copy."""

_turn = Lock()


@dataclass(frozen=True)
class Picture:
    """A picture to keep. `kind` is png, jpeg, gif or webp; the thumb is always webp and does not move."""

    data: bytes = field(repr=False)
    thumb: bytes = field(repr=False)
    width: int
    height: int
    kind: str
    digest: str
    """SHA-256 of `data`."""


def take_picture(stream: IO[bytes], most_bytes: int = MAX_BYTES) -> Picture:
    """The picture in `stream`, made safe and of a bounded size. What is no picture that we can show is refused."""
    raw = _read(stream, most_bytes)
    kind = kind_of(raw)
    if kind is None:
        raise Refused(_("Only PNG, JPEG, GIF and WebP pictures work here. This file is something else."))
    try:
        header = header_of(kind, raw)
        _check(kind, header)
        with _turn:
            return run_elsewhere(_draw_anew, kind, raw, header)
    except Refused:
        raise
    except Exception as error:  # a decoder has many ways to fail on a file that is cut or damaged
        raise Refused(_("This picture is damaged or incomplete. Please save it again and try once more.")) from error


def _read(stream: IO[bytes], most: int) -> bytes:
    raw = bytearray()
    while len(raw) <= most and (chunk := stream.read(min(1 << 16, most + 1 - len(raw)))):
        raw += chunk
    if len(raw) > most:
        raise Refused(_("This picture is too big: the limit is %(most)s MB.", most=round(most / 1024**2, 1)))
    return bytes(raw)


def _check(kind: str, header: Header) -> None:
    pixels = header.width * header.height
    most = MAX_MOVING_PIXELS if header.frames > 1 else MAX_PIXELS[kind]
    if not 0 < min(header.width, header.height) <= max(header.width, header.height) <= LONGEST_SIDE or pixels > most:
        raise Refused(
            _(
                "This picture has too many pixels (%(width)s × %(height)s). The limit is %(most)s million, with no "
                "side longer than %(side)s.",
                width=header.width,
                height=header.height,
                most=most // MEGA,
                side=LONGEST_SIDE,
            )
        )
    if header.frames > MAX_FRAMES or header.frames * pixels > MAX_PIXELS_OF_ALL_FRAMES:
        raise Refused(_("This animation is too long: the limit is %(most)s frames.", most=MAX_FRAMES))


def _draw_anew(kind: str, raw: bytes, header: Header) -> Picture:
    from PIL import Image

    with Image.open(BytesIO(raw), formats=[kind.upper()]) as original:
        if header.frames > 1:
            return _moving(kind, original, header)
        original.draft("RGB", _size(original, SIDE))
        original.load()
        drawing = _upright(_smaller(_plain(original), SIDE), _orientation(original))
    kind, data = _encoded(kind, drawing)
    return _picture(kind, data, drawing)


def _picture(kind: str, data: bytes, drawing: "Drawing") -> Picture:
    thumb = _saved(_smaller(_colourful(drawing), THUMB_SIDE), "webp", quality=80, method=2)
    return Picture(data, thumb, drawing.width, drawing.height, kind, hashlib.sha256(data).hexdigest())


def _plain(drawing: "Drawing") -> "Drawing":
    """The pixels alone, in a mode that can be made smaller and saved as anything."""
    if drawing.mode.startswith(("I", "F")):
        drawing = drawing.point(lambda value: value * (1 / 256)).convert("L")
    return drawing if drawing.mode in {"L", "P", "RGB", "RGBA"} and not _is_wide(drawing) else _colourful(drawing)


def _is_wide(drawing: "Drawing") -> bool:
    return drawing.mode == "P" and max(drawing.size) > SIDE


def _colourful(drawing: "Drawing") -> "Drawing":
    if drawing.mode in {"RGB", "RGBA"}:
        return drawing
    return drawing.convert("RGBA" if drawing.has_transparency_data else "RGB")


def _smaller(drawing: "Drawing", side: int) -> "Drawing":
    """At most `side` wide and high; never the drawing itself, and without anything but its pixels."""
    from PIL.Image import Resampling

    kept: dict[str | tuple[int, int], Any] = {
        name: value for name, value in drawing.info.items() if name in {"transparency", "duration"}
    }
    size = _size(drawing, side)
    factor = drawing.width // size[0]
    if drawing.mode == "RGBA" and factor > 1:
        drawing = _in_bands(drawing, factor)
    small = drawing.copy() if drawing.size == size else drawing.resize(size, Resampling.LANCZOS, reducing_gap=3.0)
    small.info = kept
    return small


def _size(drawing: "Drawing", side: int) -> tuple[int, int]:
    scale = side / max(*drawing.size, side)
    return max(1, round(drawing.width * scale)), max(1, round(drawing.height * scale))


def _in_bands(drawing: "Drawing", factor: int) -> "Drawing":
    """One `factor`th as wide and high. Pillow copies what can be seen through before it makes it smaller."""
    from PIL import Image

    small = Image.new(drawing.mode, (-(-drawing.width // factor), -(-drawing.height // factor)))
    step = BAND * factor
    for top in range(0, drawing.height, step):
        band = drawing.crop((0, top, drawing.width, min(top + step, drawing.height)))
        small.paste(band.reduce(factor), (0, top // factor))
    return small


def _orientation(original: "Drawing") -> int:
    try:
        return int(original.getexif().get(ORIENTATION, 1))
    except Exception:  # what a camera wrote about a picture may be nonsense; the picture is not
        return 1


def _upright(drawing: "Drawing", orientation: int) -> "Drawing":
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    return drawing.transpose(turn) if turn is not None else drawing


def _encoded(kind: str, drawing: "Drawing") -> tuple[str, bytes]:
    """A still picture in the kind that suits it; what does not move is no GIF."""
    if kind == "jpeg":
        return kind, _saved(_opaque(drawing), kind, quality=86, progressive=True)
    if kind == "webp":
        return kind, _saved(_colourful(drawing), kind, quality=86, method=2)
    data = _saved(drawing, "png")
    return (
        ("png", data) if len(data) <= HEAVY_PNG else ("webp", _saved(_colourful(drawing), "webp", quality=88, method=2))
    )


def _opaque(drawing: "Drawing") -> "Drawing":
    return drawing if drawing.mode in {"L", "RGB"} else drawing.convert("RGB")


def _saved(drawing: "Drawing", kind: str, **options: object) -> bytes:
    out = BytesIO()
    drawing.save(out, kind.upper(), **options)
    return out.getvalue()


def _moving(kind: str, original: "Drawing", header: Header) -> Picture:
    """A moving picture, frame by frame, so that only small frames are in memory together."""
    pixels = header.width * header.height * header.frames
    longest = max(header.width, header.height)
    side = int(min(MOVING_SIDE, longest, longest * (MOVING_PIXELS / pixels) ** 0.5)) or 1
    frames = _frames(original, header.frames, side)
    first = next(frames)
    options = {"quality": 75, "method": 0} if kind == "webp" else {"disposal": 2, "optimize": False}
    data = _saved(first, kind, save_all=True, append_images=frames, loop=original.info.get("loop", 1), **options)
    return _picture(kind, data, first)


def _frames(original: "Drawing", count: int, side: int) -> "Iterator[Drawing]":
    for number in range(count):
        original.seek(number)
        original.load()
        yield _smaller(_colourful(original), side)
