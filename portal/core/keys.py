"""The portal's secret keys: the newest signs and seals, older ones go on being read until they are removed.

A key has a number that is derived from it, so that two machines call it the same and nobody has to give it one. The
number tells nothing about the key.
"""

import hashlib
import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def secret_keys() -> tuple[str, ...]:
    """Every key that is read, the newest first."""
    config = current_app.config
    return tuple(dict.fromkeys((str(config["SECRET_KEY"]), *(config["SECRET_KEY_FALLBACKS"] or ()))))


def keys_by_number() -> dict[str, str]:
    """The same by their numbers, the newest first."""
    return {key_number(key): key for key in secret_keys()}


@lru_cache(maxsize=64)
def key_number(key: str) -> str:
    """What a key is called: eight hexadecimal digits."""
    return derived(key, "fanfare: number of a key")[:4].hex()


@lru_cache(maxsize=64)
def derived(key: str, purpose: str) -> bytes:
    """A key for one purpose: HKDF-SHA256 (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())


def signature(text: str) -> str:
    """What nobody else can write under this text: HMAC-SHA256 with the newest key."""
    return signatures(text)[0]


def signatures(text: str) -> list[str]:
    """The same with every key that is read, the newest first: what was signed before is among them."""
    return [hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest() for key in secret_keys()]


def is_signed(text: str, claimed: str, letters: int = 64) -> bool:
    """Whether what is claimed are the first letters of such a signature, with whichever key that is read."""
    return any(hmac.compare_digest(each[:letters].encode(), claimed.encode()) for each in signatures(text))
