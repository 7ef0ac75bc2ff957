"""Files that people bring: kept in the instance folder under names that the server chose."""

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from flask import current_app

from .errors import Refused
from .off_loop import run_elsewhere

if TYPE_CHECKING:
    from .pictures import Picture

CHUNK = 1 << 16
PICTURE_KEY = re.compile(r"[0-9a-f]{32}")


def keep_file(stream: IO[bytes], *, folder: str, most: int, too_big: str) -> str:
    """Copy `stream` into `folder` and return its key. More than `most` bytes is refused and nothing stays.

    It is copied where it stops nobody else; what was read from the database before is read afresh afterwards.
    """
    key = f"{folder}/{secrets.token_hex(16)}"
    target = file_path(key)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not run_elsewhere(_copy, stream, target, most):
        raise Refused(too_big)
    return key


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write a file that only we may read under another name, and give it its own once it lies safely on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    with draft.open("w") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names of a folder's files safely onto the disk, too: what was just made or renamed in it."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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


def keep_picture(picture: "Picture") -> str:
    """Keep `picture` and its thumb, and return its key: 32 hex digits. Both are there in full, or neither."""
    key = secrets.token_hex(16)
    try:
        _keep_whole(picture_path(key, thumb=True), picture.thumb)
        _keep_whole(picture_path(key), picture.data)
    except BaseException:
        forget_picture(key)
        raise
    return key


def picture_path(key: str, *, thumb: bool = False) -> Path:
    """Where the picture of `key` lies, or its thumb."""
    if not PICTURE_KEY.fullmatch(key):
        raise ValueError("not the key of a picture")
    return file_path(f"pictures/{key}{'.thumb' if thumb else ''}")


def forget_picture(key: str) -> None:
    """Remove the picture of `key` and its thumb, if they are still there."""
    for thumb in (False, True):
        picture_path(key, thumb=thumb).unlink(missing_ok=True)


def _copy(stream: IO[bytes], target: Path, most: int) -> bool:
    """Copy at most `most` bytes, safely onto the disk; False, and no file, where there are more."""
    taken = 0
    try:
        with target.open("xb") as kept:
            while taken <= most and (chunk := stream.read(CHUNK)):
                taken += len(chunk)
                kept.write(chunk)
            kept.flush()
            os.fsync(kept.fileno())
        sync_folder(target.parent)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    if taken > most:
        target.unlink()
    return taken <= most


def _keep_whole(path: Path, content: bytes) -> None:
    """Write a file under another name, and give it its own once it lies safely on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)
