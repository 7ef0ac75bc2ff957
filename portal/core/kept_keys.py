"""The secret key that the portal made for itself, and the older ones kept beside it, in the instance folder.

Both files are replaced whole, so that a process that starts meanwhile reads the keys of before or those of after.
"""

import fcntl
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config import OLDER_KEYS, OWN_KEY, kept_fallbacks, kept_secret

from .keys import key_number


def change_key(folder: Path) -> str:
    """Make a new key and keep the one of before as the first of the older ones; the new one's number."""
    with _alone(folder):
        before, new = kept_secret(folder), secrets.token_hex(32)
        _replace(folder / OLDER_KEYS, [before, *(key for key in kept_fallbacks(folder) if key != before)])
        _replace(folder / OWN_KEY, [new])
    return key_number(new)


def forget_key(folder: Path, number: str) -> bool:
    """Remove the older key of this number; False where none of those that are kept has it."""
    with _alone(folder):
        kept = kept_fallbacks(folder)
        rest = [key for key in kept if key_number(key) != number]
        if len(rest) < len(kept):
            _replace(folder / OLDER_KEYS, rest)
    return len(rest) < len(kept)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time changes keys."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / f".{OWN_KEY}.lock"
    lock.touch(mode=0o600)
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _replace(path: Path, keys: Sequence[str]) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{key}\n" for key in keys))
    draft.replace(path)
