"""A hostile picture never takes more memory than the process has to spare."""

import json
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.core.pictures import made

MAX_MEGABYTES = 400
TAKE = """
import json, resource, sys
from flask import Flask
from flask_babel import Babel
from portal.core.errors import Refused
from portal.core.pictures import take_picture

resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
app = Flask("taker")
Babel(app)
for path in sys.argv[1:]:
    with app.test_request_context(), open(path, "rb") as file:
        try:
            picture = take_picture(file)
            said = f"taken {picture.kind} {picture.width}x{picture.height}"
        except Refused as refusal:
            said = refusal.message
    with open("/proc/self/status") as status:
        most = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps([said, most // 1024]), flush=True)
"""


def noisy(kind: str, size: tuple[int, int], **options: object) -> bytes:
    """A real picture, large in memory, small enough as a file."""
    tile = Image.effect_noise((256, 256), 30).convert("RGB")
    image = tile.resize(size, Image.Resampling.BILINEAR)
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "30,000 × 30,000": (lambda: made.flat_png(30_000, 30_000), "too many pixels"),
    "5,000 frames": (lambda: made.long_gif(5_000), "limit is 200 frames"),
    "50 MB": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50_000_000), "too big"),
    "bomb of pixels": (lambda: made.flat_png(7_000, 7_000, 8, 6), "too many pixels"),
    "bomb of text": (made.png_with_a_bomb_of_text, ""),
    "a frame beyond": (made.gif_with_a_frame_beyond, "too many pixels"),
    "as many pixels as may be, deep PNG": (lambda: made.flat_png(8000, 5000, 16, 2), "taken png 2560x1600"),
    "as many pixels as may be, JPEG": (
        lambda: noisy("JPEG", (8000, 5000), quality=50, subsampling=0, progressive=True),
        "taken jpeg 2560x1600",
    ),
    "more frames than are kept large": (lambda: made.moving("GIF", 30, (1000, 990)), "taken gif"),
}
LARGEST: dict[str, tuple[Callable[[], bytes], str]] = {
    "as many pixels as may be, WebP": (
        lambda: noisy("WEBP", (4000, 3000), quality=50, method=0),
        "taken webp 2560x1920",
    ),
    "more frames than fit into memory": (lambda: made.moving("GIF", 110, (1000, 990)), "taken gif"),
    "as many pixels as may be, PNG": (lambda: made.flat_png(8000, 5000, 8, 6), "taken png 2560x1600"),
    "as many pixels as may be, grey deep PNG": (lambda: made.flat_png(8000, 5000, 16, 0), "taken png 2560x1600"),
    "more frames than fit into memory, WebP": (lambda: made.moving("WEBP", 35, (1800, 1800)), "taken webp"),
    "as many frames as may be": (lambda: made.moving("GIF", 200, (1000, 990)), "taken gif"),
    "as many frames as may be, WebP": (lambda: made.moving("WEBP", 60, (1800, 1800)), "taken webp"),
}
"""What takes longest to look through: the matter of `make torture`."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, int]]:
    """What one process says of each, one after the other: the most that it took counts for all that follow."""
    folder, paths = tmp_path_factory.mktemp("hostile"), []
    for number, (make, _expected) in enumerate(HOSTILE.values()):
        paths.append(folder / str(number))
        paths[-1].write_bytes(make())
    return dict(zip(HOSTILE, _said(*paths), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_memory_stays_in_bounds(name: str, told: dict[str, tuple[str, int]]) -> None:
    said, megabytes = told[name]
    assert HOSTILE[name][1] in said
    assert megabytes < MAX_MEGABYTES


def taken(content: bytes, path: Path) -> tuple[str, int]:
    """What a process of its own says of this picture, and how many megabytes it took for that at most."""
    path.write_bytes(content)
    [only] = _said(path)
    return only


def _said(*paths: Path) -> list[tuple[str, int]]:
    command = [sys.executable, "-c", TAKE, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    return [(said, megabytes) for said, megabytes in map(json.loads, done.stdout.splitlines())]
