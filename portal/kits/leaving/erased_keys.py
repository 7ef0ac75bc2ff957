"""The keys under which those who were erased are hashed: this machine's own first, then those of other lists."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from portal.core.files import write_whole

KEY = "erased_key"


def key_id(key: str) -> str:
    """What a key is called on the lines that were made with it: eight hexadecimal digits."""
    return hmac.new(key.encode(), b"id", hashlib.sha256).hexdigest()[:8]


def mark_under(key: str, member_id: int, created_at: datetime) -> str:
    """What stands for a record on the list: an HMAC-SHA256 under a key that is kept for nothing else."""
    text = f"member {member_id} {created_at.isoformat()}"
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def keys_in(path: Path) -> list[str]:
    """The keys of a file, one in each line; none, where it is not there."""
    return path.read_text().split() if path.exists() else []


def keys_with(kept: Iterable[str], others: Iterable[str]) -> list[str]:
    """The own key stays the first."""
    return list(dict.fromkeys([*kept, *others]))


def make_key(path: Path) -> None:
    """A new key, safely on the disk before anything is hashed with it."""
    write_whole(path, [secrets.token_hex(32)])
