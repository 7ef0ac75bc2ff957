"""Files that people bring: kept in the instance folder under names that the server chose."""

import secrets
from pathlib import Path
from typing import IO

from flask import current_app

from .errors import Refused

CHUNK = 1 << 16


def keep_file(stream: IO[bytes], *, folder: str, most: int, too_big: str) -> str:
    """Copy `stream` into `folder` and return its key. More than `most` bytes is refused and nothing stays."""
    key = f"{folder}/{secrets.token_hex(16)}"
    target = file_path(key)
    target.parent.mkdir(parents=True, exist_ok=True)
    taken = 0
    try:
        with target.open("xb") as kept:
            while chunk := stream.read(CHUNK):
                taken += len(chunk)
                if taken > most:
                    raise Refused(too_big)
                kept.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return key


def file_path(key: str) -> Path:
    """Where the file of `key` lies."""
    root = Path(current_app.config["INSTANCE_PATH"]) / "files"
    path = (root / key).resolve()
    if not path.is_relative_to(root.resolve()):
        raise ValueError("a key never leaves its folder")
    return path


def forget_file(key: str) -> None:
    """Remove the file of `key`, if it is still there."""
    file_path(key).unlink(missing_ok=True)
