"""The list of those who were erased, in a file beside the database: a backup that is restored forgets them again.

Each line has a record's number, a keyed hash of it and of the moment at which it was made, and what became of the
posts. Nothing in it says who somebody was. It is only ever added to, and so is what it is restored from.
"""

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from flask import current_app
from sqlalchemy import make_url

LIST, KEY = "erased", "erased_key"


class Erased(NamedTuple):
    """One record that is gone."""

    member_id: int
    mark: str
    posts: str

    def __str__(self) -> str:
        return f"{self.member_id} {self.mark} {self.posts}"


def folder() -> Path:
    """Where the database lies; the instance folder, where it is on another machine."""
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    is_file = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(url.database).parent if is_file and url.database else Path(current_app.config["INSTANCE_PATH"])


def mark_of(member_id: int, created_at: datetime) -> str:
    """What stands for a record on the list: an HMAC-SHA256 under a key that is kept for nothing else."""
    text = f"member {member_id} {created_at.isoformat()}"
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()


def erased_people() -> list[Erased]:
    """Everybody on the list."""
    path = folder() / LIST
    return list(read_list(path.read_text())) if path.exists() else []


def read_list(text: str) -> Iterator[Erased]:
    """The lines of a list. Raises ValueError for what is none."""
    for line in text.splitlines():
        number, mark, posts = line.split()
        if len(mark) != 64 or posts not in ("stay", "go"):
            raise ValueError(f"{line[:80]!r} is no line of such a list")
        yield Erased(int(number), mark, posts)


def note_erased(people: Iterable[Erased]) -> int:
    """Add those who do not stand on the list yet, safely onto the disk; how many."""
    with _alone():
        known = {(each.member_id, each.mark) for each in erased_people()}
        new = [each for each in people if (each.member_id, each.mark) not in known]
        if new:
            with (folder() / LIST).open("a") as file:
                file.writelines(f"{each}\n" for each in new)
                file.flush()
                os.fsync(file.fileno())
    return len(new)


def _key() -> bytes:
    """Made at first use. It is never changed: what is on the list could not be hashed again."""
    path = folder() / KEY
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{KEY}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            path.hardlink_to(draft)  # the first of two processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip().encode()


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time adds to the list."""
    lock = folder() / f".{LIST}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch(mode=0o600)
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
