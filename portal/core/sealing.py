"""Texts at rest: encrypted with what is derived from a secret key, so that a stolen database or backup holds none.

Sealing is Fernet (AES-128-CBC and HMAC-SHA256, https://github.com/fernet/spec). Beside what is sealed stands the number
of its key (keys.py); `flask keys rotate` seals it again with the newest.
"""

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Row, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .errors import Refused
from .kept_keys import keys_aside
from .keys import derived, key_number, keys_by_number, secret_keys
from .models import Base, Key
from .registry import Registry

log = structlog.get_logger()


class Sealed(NamedTuple):
    """A text that is sealed, and the number of its key; none stands beside what was sealed before keys had numbers."""

    text: str
    number: str | None


class KeyMissing(Refused):
    """What was sealed cannot be read, as its key is not among those of this process."""


def seal(text: str, purpose: str) -> Sealed:
    """The sealed form of a text under the newest key; another one each time."""
    number, cipher = newest_cipher(purpose)
    return Sealed(cipher.encrypt(text.encode()).decode(), number)


def unseal(sealed: Sealed, purpose: str) -> str:
    """The text again. Raises KeyMissing with the number of a key that is not there, Refused for anything else."""
    for key in _keys_for(sealed):
        try:
            return _cipher(key, purpose).decrypt(sealed.text.encode()).decode()
        except InvalidToken:
            continue
    log.warning("sealed.unreadable", key=sealed.number)
    raise Refused(_("This can't be read any more. Ask us for another."))


def newest_cipher(purpose: str) -> tuple[str, Fernet]:
    """What seals now: the number of the newest key, and its cipher."""
    key = secret_keys()[0]
    return key_number(key), _cipher(key, purpose)


def cipher_of(number: str, purpose: str) -> Fernet:
    """The cipher of the key of this number. Raises KeyMissing where that is not there."""
    return _cipher(next(_keys_for(Sealed("", number))), purpose)


def _keys_for(sealed: Sealed) -> Iterator[str]:
    """The key of this number, be it put aside; every one, the oldest first, where there is none."""
    keys = keys_by_number()
    if sealed.number not in keys:
        keys |= keys_aside(Path(current_app.config["INSTANCE_PATH"])) if sealed.number else {}
    if sealed.number is None:
        yield from reversed(keys.values())
    elif sealed.number in keys:
        yield keys[sealed.number]
    else:
        log.error("sealed.key_missing", key=sealed.number)
        words = _(
            "This can't be read right now: the portal's secret key %(number)s is missing. Tell us that number, and "
            "we'll put it back.",
            number=sealed.number,
        )
        raise KeyMissing(words)


def _cipher(key: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(key, purpose)))


class SealedRow(Base):
    """A row with something sealed in it."""

    __abstract__ = True

    id: Mapped[Key]
    sealed: Mapped[str] = mapped_column(Text)
    sealed_with: Mapped[str | None] = mapped_column(String(8))
    """The number of the key; none for what was sealed before keys had numbers."""


@dataclass(frozen=True)
class SealedRows:
    """A table of sealed rows. `anew` gives for each row that it can read its id and the columns as they are with the
    newest key: `sealed`, `sealed_with`, and whatever else of it comes from a key.
    """

    table: type[SealedRow]
    anew: Callable[[Sequence[Row[Any]]], Iterable[dict[str, Any]]]


_tables: Registry[SealedRows] = Registry("add_sealed_rows")


def add_sealed_rows(rows: SealedRows) -> SealedRows:
    """Register a table that `flask keys rotate` seals again."""
    return _tables.add(rows.table.__tablename__, rows)


def sealed_tables() -> list[SealedRows]:
    """Every table with something sealed."""
    return list(_tables.values())
