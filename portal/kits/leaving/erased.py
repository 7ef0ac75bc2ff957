"""The list of those who were erased, in a file beside the database: a backup that is restored forgets them again.

Each line has a record's number, a keyed hash of it and of the moment at which it was made, what became of the posts,
and which key it was. Nothing in it says who somebody was. It is only ever added to, and so is what it is restored from.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import structlog
from flask import current_app
from sqlalchemy import make_url

from portal.core.files import sync_folder, write_whole
from portal.core.inputs import number_in

from .erased_keys import KEY, key_id, keys_in, keys_with, make_key, mark_under

log = structlog.get_logger()
LIST = "erased"
LOST = "0" * 8
"""In place of a key that is lost."""
_LINE = re.compile(r"(\d{1,10}) ([0-9a-f]{64}) (stay|go)(?: ([0-9a-f]{8}))?")


class BadLine(ValueError):
    """A line that belongs to no such list; its number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Erased(NamedTuple):
    """One record that is gone."""

    member_id: int
    mark: str
    posts: str
    key: str
    """The id of the key that it was hashed with."""

    def __str__(self) -> str:
        return f"{self.member_id} {self.mark} {self.posts} {self.key}"


def folder() -> Path:
    """Where the database lies; the instance folder, where it is on another machine."""
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    is_file = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(url.database).parent if is_file and url.database else Path(current_app.config["INSTANCE_PATH"])


def marks_of(member_id: int, created_at: datetime) -> list[str]:
    """What may stand for a record on the list: under each key that is kept here."""
    return [mark_under(key, member_id, created_at) for key in keys_in(folder() / KEY)]


def line_of(member_id: int, created_at: datetime, posts: str) -> Erased:
    """A new line for a record, under this machine's own key."""
    with _alone():
        key = _own_key()
    return Erased(member_id, mark_under(key, member_id, created_at), posts, key_id(key))


def erased_people() -> list[Erased]:
    """Everybody on the list. A line that is none, as a full disk may leave behind, stops nobody else's erasing."""
    path = folder() / LIST
    people, own = [], _own_id(folder() / KEY)
    for number, line in enumerate(_lines_in(path), 1):
        try:
            people += _read(number, line, own)
        except BadLine:
            log.error("departure.bad_line", file=str(path), line=number)
    return people


def unrecognisable() -> int:
    """How many on the list were hashed with a key that is not kept here: nobody knows them again."""
    kept = _ids(keys_in(folder() / KEY))
    marks = {each.mark: each.key in kept for each in sorted(erased_people(), key=lambda each: each.key in kept)}
    return list(marks.values()).count(False)


def read_list(path: Path) -> Iterator[Erased]:
    """The lines of another list. Raises BadLine."""
    own = _own_id(path.with_name(KEY))
    for number, line in enumerate(_lines_in(path), 1):
        yield from _read(number, line, own)


def add_list(people: Iterable[Erased], keys: Iterable[str]) -> tuple[int, int]:
    """Add another list with the keys beside it; how many of its lines were new, and how many have a key that is neither
    there nor here, and were left out.
    """
    keys = list(keys)
    known = _ids([*keys, *keys_in(folder() / KEY)])
    listed = list(people)
    good = [each for each in listed if each.key in known]
    return note_erased(good, keys), len(listed) - len(good)


def note_erased(people: Iterable[Erased], keys: Iterable[str] = ()) -> int:
    """Add those who do not stand on the list yet, and the keys of their lines, safely onto the disk; how many."""
    with _alone():
        _keep_keys(keys)
        known = {(each.member_id, each.mark, each.key) for each in erased_people()}
        new = [each for each in people if (each.member_id, each.mark, each.key) not in known]
        if new:
            _append(folder() / LIST, new)
    return len(new)


def _read(number: int, line: str, own: str) -> list[Erased]:
    """None for an empty line, one for any other; older ones have no key, and were made with the one beside the list."""
    if not line.strip():
        return []
    found = _LINE.fullmatch(line.strip())
    member_id = number_in(found[1]) if found else None
    if found is None or not member_id:
        raise BadLine(number)
    return [Erased(member_id, found[2], found[3], found[4] or own)]


def _ids(keys: Iterable[str]) -> set[str]:
    return {key_id(key) for key in keys}


def _own_id(path: Path) -> str:
    keys = keys_in(path)
    return key_id(keys[0]) if keys else LOST


def _lines_in(path: Path) -> list[str]:
    return path.read_text(errors="replace").splitlines() if path.exists() else []


def _append(path: Path, people: Iterable[Erased]) -> None:
    """A line that was cut off stays by itself."""
    is_cut = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
    with path.open("a") as file:
        file.writelines(["\n" if is_cut else "", *(f"{each}\n" for each in people)])
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _own_key() -> str:
    """Made at first use. It is never changed: what is on the list could not be hashed again."""
    path = folder() / KEY
    if not keys_in(path):
        _mark_as_lost(folder() / LIST)
        make_key(path)
    return keys_in(path)[0]


def _mark_as_lost(path: Path) -> None:
    """Lines of before belong to the key that lay beside them, and never to a new one."""
    before = _lines_in(path)
    if any(_LINE.fullmatch(line) and len(line.split()) == 3 for line in before):
        write_whole(path, [f"{line} {LOST}" if len(line.split()) == 3 else line for line in before])


def _keep_keys(keys: Iterable[str]) -> None:
    keys = list(keys)
    if keys:
        _own_key()
        kept = keys_in(folder() / KEY)
        if any(key not in kept for key in keys):
            write_whole(folder() / KEY, keys_with(kept, keys))


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time adds to the list."""
    lock = folder() / f".{LIST}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch(mode=0o600)
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
