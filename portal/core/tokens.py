"""Secrets that travel in addresses: 128 random bits out, only their hash kept."""

import hashlib
import secrets


def new_token() -> tuple[str, str]:
    """A token for the link, and its hash for the database.

    32 hexadecimal digits in small letters: it also stands in addresses of mail, which servers write so.
    """
    token = secrets.token_hex(16)
    return token, token_hash(token)


def token_hash(token: str) -> str:
    """SHA-256 in hexadecimal. A 128-bit random token needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
