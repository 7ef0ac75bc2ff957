"""Folding and cleaning of text, the same on every database."""

import re
import unicodedata

_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff\ud800-\udfff]")
"""Characters that do something, and halves of characters, which no database takes."""
_SPACE = re.compile(r"\s+")
_NOTHING_SEEN = re.compile(
    r"[\s\x80-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff]*"
)
"""Unicode's Default_Ignorable_Code_Point, and what is blank by its shape: filler letters, a Braille cell without dots.

Between letters and in emoji they have work to do and stay; by themselves they are no text.
"""


def fold(text: str) -> str:
    """Text for comparing and sorting: no case, no accents, single spaces ("Ōtani  Works" → "otani works")."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return one_line(letters.translate(_LETTERS))


def one_line(text: str) -> str:
    """Without control characters, every run of white space a single blank, none at the ends; empty if nothing shows."""
    return _seen(_SPACE.sub(" ", _CONTROL.sub("", text)).strip())


def clean(text: str) -> str:
    """Without control characters, with Unix line ends; blank lines and inner spaces stay. Empty if nothing shows."""
    return _seen(_CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip())


def like(text: str) -> str:
    """A LIKE pattern that finds `text` anywhere; %, _ and \\ in it are only letters (use escape="\\\\")."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _seen(text: str) -> str:
    return "" if _NOTHING_SEEN.fullmatch(text) else text
