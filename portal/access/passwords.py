"""Passwords: hashed with argon2id, checked with the same work whoever asks. strength.py judges them.

Nothing here may run inside a transaction: hashing is slow on purpose.
"""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from portal.core.off_loop import run_elsewhere

MIN_CHARS = 12
MAX_CHARS = 256
# 19 MiB and two passes: the least that OWASP recommends, so that many sign-ins at once fit into a small machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """What to store for `password`."""
    return run_elsewhere(_hasher.hash, _normalised(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one that was stored. Without a stored one the work is the same and the answer no."""
    try:
        right = run_elsewhere(_hasher.verify, stored or _dummy_hash(), _normalised(password))
        return right and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether `stored` was made with other settings than today's, so that it should be made afresh."""
    return _hasher.check_needs_rehash(stored)


@cache
def _dummy_hash() -> str:
    return _hasher.hash("a password that nobody has")


def _normalised(password: str) -> str:
    """One form for letters that keyboards compose in different ways."""
    return unicodedata.normalize("NFKC", password)
