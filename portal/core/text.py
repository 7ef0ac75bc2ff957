"""Folding and cleaning of text, the same on every database."""

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff\ud800-\udfff]")
"""Characters that do something, and halves of characters, which no database takes."""
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Text for comparing and sorting: no case, no accents, single spaces ("Ōtani  Works" → "otani works")."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return one_line(letters.translate(_LETTERS))


def one_line(text: str) -> str:
    """Without control characters, every run of white space a single blank, none at the ends."""
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def clean(text: str) -> str:
    """Without control characters, with Unix line ends; blank lines and inner spaces stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def like(text: str) -> str:
    """A LIKE pattern that finds `text` anywhere; %, _ and \\ in it are only letters (use escape="\\\\")."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
