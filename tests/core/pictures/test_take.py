"""What becomes of a picture that somebody brings."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from PIL import Image, ImageSequence

from portal.core.errors import Refused
from portal.core.files import forget_picture, keep_picture, picture_path
from portal.core.pictures import SIDE, THUMB_SIDE, Picture, take_picture
from tests.core.pictures import made
from tests.core.pictures.made import BLUE, GREEN, RED, YELLOW

KINDS = ("JPEG", "PNG", "WEBP", "GIF")
CORNERS = {
    1: (RED, GREEN, BLUE, YELLOW),
    2: (GREEN, RED, YELLOW, BLUE),
    3: (YELLOW, BLUE, GREEN, RED),
    4: (BLUE, YELLOW, RED, GREEN),
    5: (RED, BLUE, GREEN, YELLOW),
    6: (BLUE, RED, YELLOW, GREEN),
    7: (YELLOW, GREEN, BLUE, RED),
    8: (GREEN, YELLOW, RED, BLUE),
}
"""The four corners as a reader sees them, by the orientation that the camera wrote."""


@pytest.fixture(autouse=True)
def portal(tmp_path: Path) -> Iterator[Flask]:
    """As much of one as pictures need: a folder, and words that are translated."""
    app = Flask(__name__)
    app.config["INSTANCE_PATH"] = str(tmp_path)
    Babel(app)
    with app.test_request_context():
        yield app


def taken(raw: bytes) -> Picture:
    return take_picture(BytesIO(raw))


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def corners(data: bytes) -> list[tuple[int, ...]]:
    image = opened(data).convert("RGB")
    right, low = image.width - 5, image.height - 5
    seen = [image.getpixel(at) for at in ((4, 4), (right, 4), (4, low), (right, low))]
    return [min((RED, GREEN, BLUE, YELLOW), key=lambda known: _distance(known, colour)) for colour in seen]


def _distance(one: tuple[int, ...], other: object) -> int:
    assert isinstance(other, tuple)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_keeps_how_it_looks_and_loses_what_it_told(kind: str) -> None:
    raw = made.chatty(kind)
    assert made.SECRET in raw
    picture = taken(raw)
    for data in (picture.data, picture.thumb):
        assert made.SECRET not in data
        shown = opened(data)
        assert not shown.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & shown.info.keys()
        assert tuple(corners(data)) == CORNERS[1]
    assert (picture.width, picture.height) == opened(picture.data).size == (80, 60)
    assert picture.digest == hashlib.sha256(picture.data).hexdigest()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", CORNERS)
def test_a_picture_stands_upright(kind: str, orientation: int) -> None:
    picture = taken(made.chatty(kind, orientation))
    assert tuple(corners(picture.data)) == tuple(corners(picture.thumb)) == CORNERS[orientation]
    assert (picture.width, picture.height) == ((80, 60) if orientation < 5 else (60, 80))


@pytest.mark.parametrize(("kind", "becomes"), [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp"), ("GIF", "png")])
def test_a_still_picture_has_a_bounded_size(kind: str, becomes: str) -> None:
    picture = taken(made.saved(made.quarters((3000, 1500)), kind))
    assert (picture.kind, picture.width, picture.height) == (becomes, SIDE, SIDE // 2)
    assert opened(picture.thumb).size == (THUMB_SIDE, THUMB_SIDE // 2)
    assert opened(picture.thumb).format == "WEBP"
    assert tuple(corners(picture.data)) == CORNERS[1]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_mode_are_taken(mode: str) -> None:
    image = Image.new("L", (30, 20), 128).convert(mode) if mode != "I;16" else Image.new(mode, (30, 20), 128 * 256)
    raw = made.saved(image, "JPEG" if mode == "CMYK" else "PNG")
    shown = opened(taken(raw).data).convert("L").getpixel((5, 5))
    assert isinstance(shown, (int, float))
    assert mode == "1" or abs(shown - 128) < 4


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_can_be_seen_through_still_can(kind: str) -> None:
    clear = Image.new("RGBA", (50, 40), (0, 0, 0, 0))
    clear.paste((200, 10, 10, 255), (10, 10, 30, 30))
    picture = taken(made.saved(clear, kind))
    for data in (picture.data, picture.thumb):
        shown = opened(data).convert("RGBA")
        assert shown.getpixel((2, 2))[3] == 0  # type: ignore[index]
        assert shown.getpixel((20, 20))[3] == 255  # type: ignore[index]


def test_a_clear_colour_of_a_palette_stays_clear() -> None:
    image = Image.new("P", (20, 20), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.paste(1, (10, 0, 20, 20))
    shown = opened(taken(made.saved(image, "PNG", transparency=0)).data).convert("RGBA")
    assert (shown.getpixel((2, 2)), shown.getpixel((15, 2))) == ((255, 0, 0, 0), (0, 255, 0, 255))


def test_a_heavy_photograph_does_not_stay_a_png() -> None:
    noise = Image.effect_noise((1800, 1400), 90).convert("RGB")
    raw = made.saved(
        Image.merge("RGB", [noise.getchannel(0), noise.getchannel(1).rotate(90), noise.getchannel(2)]), "PNG"
    )
    picture = taken(raw)
    assert picture.kind == "webp"
    assert len(picture.data) < len(raw)


def lasts(number: int, shown: Image.Image) -> int:
    shown.seek(number)
    shown.load()
    return int(shown.info["duration"])


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_moving_picture_moves_on(kind: str) -> None:
    picture = taken(made.moving(kind, frames=5))
    shown = Image.open(BytesIO(picture.data))
    assert picture.kind == kind.lower()
    assert shown.n_frames == 5
    assert shown.info.get("loop") == 0
    assert [lasts(number, shown) for number in range(5)] == [80] * 5
    assert len({frame.convert("RGB").getpixel((5, 5)) for frame in ImageSequence.Iterator(shown)}) == 5
    assert getattr(opened(picture.thumb), "n_frames", 1) == 1


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_moving_picture_becomes_smaller_too(kind: str) -> None:
    picture = taken(made.moving(kind, frames=4, size=(1500, 900)))
    assert (picture.width, picture.height) == opened(picture.data).size == (720, 432)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"x",
        SVG,
        b"<svg onload=alert(1)>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF",
        b"\xff\xd8",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"BM" + bytes(60),
        b"II*\0" + bytes(60),
        b"RIFF\0\0\0\0WAVE",
        b"\0\0\0\x1cftypavif" + bytes(60),
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\0\0\1\0\1\0" + bytes(60),
        b" \x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match="Only PNG, JPEG, GIF and WebP"):
        taken(raw)


@pytest.mark.parametrize("start", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP"])
@pytest.mark.parametrize("rest", [b"", SVG, bytes(40), b"\xff" * 200, bytes(range(256)) * 8])
def test_the_beginning_of_a_picture_alone_is_refused(start: bytes, rest: bytes) -> None:
    with pytest.raises(Refused):
        taken(start + rest)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0.05, 0.2, 0.5, 0.8])
def test_a_picture_that_was_cut_is_refused(kind: str, part: float) -> None:
    image = Image.effect_noise((200, 150), 80)
    raw = made.saved(image.convert("RGB") if kind != "GIF" else image, kind)
    with pytest.raises(Refused, match="damaged"):
        taken(raw[: int(len(raw) * part)])


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_moving_picture_that_was_cut_is_refused_or_shorter(kind: str) -> None:
    images = [Image.effect_noise((90, 60), 80).convert("RGB") for _ in range(6)]
    raw = made.saved(images[0], kind, save_all=True, append_images=images[1:], duration=50)
    left = [_frames_left(raw[: len(raw) * share // 10]) for share in range(1, 10)]
    assert all(frames < len(images) for frames in left)
    assert left.count(0) > 5, "now and then it ends where a frame does"


def _frames_left(raw: bytes) -> int:
    """How many frames of a picture that was cut are taken; none when it is refused."""
    try:
        picture = taken(raw)
    except Refused:
        return 0
    return int(getattr(Image.open(BytesIO(picture.data)), "n_frames", 1))


def test_what_hides_behind_a_picture_is_gone() -> None:
    hidden = b"PK\x03\x04<script>alert(1)</script>" * 50
    for kind in KINDS:
        picture = taken(made.saved(made.quarters(), kind) + hidden)
        assert b"<script>" not in picture.data + picture.thumb


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (made.flat_png(12_001, 10), "no side longer"),
        (made.flat_png(10, 12_001), "no side longer"),
        (made.flat_png(6400, 6300), "limit is 40 million"),
        (made.long_gif(201), "limit is 200 frames"),
        (made.long_gif(1, (4100, 4000)), "limit is 16 million"),
        (made.long_gif(2, (2100, 2000)), "limit is 4 million"),
        (made.long_gif(60, (2000, 1900)), "limit is 200 frames"),
        (made.gif_with_a_frame_beyond(), "too many pixels"),
        (made.flat_png(0, 10), "too many pixels"),
    ],
)
def test_a_picture_beyond_the_bounds_is_refused_in_plain_words(raw: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        taken(raw)


def test_no_more_is_read_than_may_be_taken() -> None:
    endless = made.Endless(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(Refused, match=r"limit is 1\.0 MB"):
        take_picture(endless, 1 << 20)  # type: ignore[arg-type]
    assert endless.taken == (1 << 20) + 1


def test_a_slow_stream_is_read_to_its_end() -> None:
    assert take_picture(made.Drip(made.chatty("PNG"))).width == 80  # type: ignore[arg-type]


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert taken(made.chatty("JPEG")) == taken(made.chatty("JPEG"))


def test_a_picture_is_kept_under_a_name_of_our_own() -> None:
    picture = taken(made.chatty("JPEG"))
    key = keep_picture(picture)
    assert picture_path(key).read_bytes() == picture.data
    assert picture_path(key, thumb=True).read_bytes() == picture.thumb
    assert {path.name for path in picture_path(key).parent.iterdir()} == {key, f"{key}.thumb"}
    forget_picture(key)
    forget_picture(key)
    assert not list(picture_path(key).parent.iterdir())


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_nothing_is_half_kept(broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    picture = taken(made.chatty("JPEG"))
    calls: list[object] = []

    def fail(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(*{"fsync": ("os.fsync", fail), "replace": (Path, "replace", fail)}[broken])
    with pytest.raises(OSError, match="No space"):
        keep_picture(picture)
    assert not list((tmp_path / "files" / "pictures").iterdir())


@pytest.mark.parametrize(
    "key", ["", "..", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + ".thumb", "a" * 32 + "\n"]
)
def test_a_key_is_only_a_key(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        picture_path(key)
