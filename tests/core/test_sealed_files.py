"""Large files that are sealed piece by piece."""

import random
from pathlib import Path

import pytest
from flask import Flask

from portal.core.files import file_path
from portal.core.sealed_files import DRAFT, PIECE, SealBroken, SealedWriter, read_sealed
from portal.core.sealing import KeyMissing

pytestmark = pytest.mark.one_database


def sealed(content: bytes, purpose: str = "test") -> str:
    with SealedWriter("sealed", purpose) as file:
        for start in range(0, len(content), 70_001):
            file.write(content[start : start + 70_001])
        file.keep()
    return file.key


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_it_reads_as_it_was_written_and_lies_there_sealed(app: Flask, size: int) -> None:
    content = (b"Between us: " * (size // 12 + 1))[:size]
    key = sealed(content)
    assert b"".join(read_sealed(key, "test")) == content
    assert b"Between us" not in file_path(key).read_bytes()


def test_what_was_not_kept_leaves_nothing(app: Flask) -> None:
    with SealedWriter("sealed", "test") as file:
        file.write(b"x" * PIECE * 2)
        assert Path(f"{file_path(file.key)}{DRAFT}").exists()
    assert not file_path(file.key).exists()
    assert not Path(f"{file_path(file.key)}{DRAFT}").exists()


def test_no_piece_can_be_changed_moved_left_out_or_taken_from_another_file(app: Flask) -> None:
    content = random.Random(1).randbytes(PIECE * 3)
    key, other = sealed(content), sealed(content)
    head, *pieces = file_path(key).read_bytes().splitlines(keepends=True)
    stranger = file_path(other).read_bytes().splitlines(keepends=True)[1]
    spoilt = {
        "moved": [pieces[1], pieces[0], *pieces[2:]],
        "left out": [pieces[0], *pieces[2:]],
        "cut off": pieces[:-1],
        "empty": [],
        "another's": [stranger, *pieces[1:]],
        "changed": [pieces[0][:-9] + b"AAAAAAA=\n", *pieces[1:]],
    }
    for lines in spoilt.values():
        file_path(key).write_bytes(head + b"".join(lines))
        with pytest.raises(SealBroken):
            list(read_sealed(key, "test"))


def test_without_its_key_it_is_not_read(app: Flask) -> None:
    key = sealed(b"Between us")
    with pytest.raises(SealBroken):
        list(read_sealed(key, "another purpose"))
    app.config["SECRET_KEY"] = "y" * 32
    with pytest.raises(KeyMissing):
        list(read_sealed(key, "test"))
