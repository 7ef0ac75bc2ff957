"""The secret key that the portal made for itself, and the older ones kept beside it, in the instance folder.

A key that is forgotten lies aside for a month: it reads what is sealed with it, and nothing else, as a process that was
not started again goes on sealing with it. The files are replaced whole, so that a process that starts meanwhile reads
the keys of before or those of after.
"""

import fcntl
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from config import KEYS_ASIDE, OLDER_KEYS, OWN_KEY, kept_fallbacks, kept_secret

from .clock import now
from .files import write_whole
from .keys import key_number

LIES_ASIDE = timedelta(days=30)


def change_key(folder: Path) -> str:
    """Make a new key and keep the one of before as the first of the older ones; the new one's number."""
    with _alone(folder):
        before, new = kept_secret(folder), secrets.token_hex(32)
        write_whole(folder / OLDER_KEYS, [before, *(key for key in kept_fallbacks(folder) if key != before)])
        write_whole(folder / OWN_KEY, [new])
    return key_number(new)


def forget_key(folder: Path, number: str) -> bool:
    """Put the older key of this number aside; False where none of those that are kept has it."""
    with _alone(folder):
        kept = kept_fallbacks(folder)
        goes = [key for key in kept if key_number(key) == number]
        if goes:
            today = now().date().isoformat()
            write_whole(folder / KEYS_ASIDE, [*_lines_aside(folder), *(f"{today} {key}" for key in goes)])
            write_whole(folder / OLDER_KEYS, [key for key in kept if key not in goes])
    return bool(goes)


def keys_aside(folder: Path) -> dict[str, str]:
    """The keys that lie aside, by their numbers."""
    keys = [line.partition(" ")[2] for line in _lines_aside(folder)]
    return {key_number(key): key for key in keys}


def drop_keys_aside(folder: Path, used: Collection[str | None]) -> None:
    """Remove what has lain aside for a month, unless its number is among those that still seal something."""
    with _alone(folder):
        before = _lines_aside(folder)
        stay = [line for line in before if _stays(line) or key_number(line.partition(" ")[2]) in used]
        if len(stay) < len(before):
            write_whole(folder / KEYS_ASIDE, stay)


def _lines_aside(folder: Path) -> list[str]:
    path = folder / KEYS_ASIDE
    return path.read_text().splitlines() if path.exists() else []


def _stays(line: str) -> bool:
    return line.partition(" ")[0] > (now() - LIES_ASIDE).date().isoformat()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time changes keys."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / f".{OWN_KEY}.lock"
    lock.touch(mode=0o600)
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
