"""The largest pictures that are taken, each in a process that has little memory."""

import tempfile
from pathlib import Path

from tests.core.pictures.test_memory import LARGEST, MAX_MEGABYTES, taken


def pictures_that_take_too_much() -> list[str]:
    """The names of those that are refused, or take more memory than there is to spare."""
    with tempfile.TemporaryDirectory() as folder:
        return [name for name, (make, expected) in LARGEST.items() if not _holds(make(), expected, Path(folder))]


def _holds(content: bytes, expected: str, folder: Path) -> bool:
    told, megabytes = taken(content, folder / "picture")
    return expected in told and megabytes < MAX_MEGABYTES
