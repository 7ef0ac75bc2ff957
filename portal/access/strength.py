"""How long a password would stand, by zxcvbn, and what to do about one that would not. Never inside a transaction."""

import re
from collections.abc import Iterator
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

from portal.core.text import fold

MAX_JUDGED = 72
"""Characters: what comes after them only makes it longer, and the time that judging takes."""
ENOUGH_GUESSES = 10**10
ENOUGH_OF_ITS_WORDS = 10**8
"""Guesses for the words alone, without case and marks: three unrelated ones have them."""
MAX_STAND_INS = 8
"""Kinds of characters that stand in for letters ("@", "3"). zxcvbn tries each reading of each: with all 23, seconds."""
STAND_INS = frozenset(sign for signs in L33T_TABLE.values() for sign in signs)
FAMOUS = ("correct horse battery staple", "correcthorsebatterystaple", "fanfare")
WITHOUT_SHIFT = str.maketrans("!@#$%^&*()", "1234567890")
_WORDS = re.compile(r"[^\W_]+")

ADVICE: dict[str, Any] = {
    "own": _l("This is easy to guess: it uses your name, email or company. Use three or four unrelated words instead."),
    "common": _l("This is easy to guess: it is close to a common password. Use three or four unrelated words instead."),
    "pattern": _l(
        "This is easy to guess: repeats, keyboard patterns and dates are tried first. Use three or four unrelated "
        "words instead."
    ),
}


def weakness(password: str, *known: str) -> str | None:
    """Why this password would soon be guessed, and what would do instead; None for one that stands.

    `known` is what anybody knows of the person: name, address, company.
    """
    given = _inputs((*known, str(current_app.config["COMPANY_NAME"])))
    for text, enough in _spellings(password):
        judged = zxcvbn(text, user_inputs=given)
        if judged["guesses"] < (ENOUGH_GUESSES if _is_own(judged["sequence"]) else enough):
            return str(ADVICE[_reason(judged["sequence"])])
    return None


def _spellings(password: str) -> Iterator[tuple[str, int]]:
    """The password as it was typed, on the keys without Shift, and without marks where they are the lesser part; and
    how many guesses each is to stand.
    """
    typed, bare = password[:MAX_JUDGED], "".join(_WORDS.findall(fold(password)))[:MAX_JUDGED]
    yield _readable(typed), ENOUGH_GUESSES
    yield _readable(typed.casefold().translate(WITHOUT_SHIFT)), ENOUGH_OF_ITS_WORDS
    if len(bare) * 2 > len(typed):
        yield _readable(bare), ENOUGH_OF_ITS_WORDS


def _readable(text: str) -> str:
    """Without the characters that stand in for letters, as far as there are more kinds of them than can be tried."""
    kinds = list(dict.fromkeys(sign for sign in text if sign in STAND_INS))
    return "".join(sign for sign in text if sign not in kinds[MAX_STAND_INS:])


def _inputs(known: tuple[str, ...]) -> list[str]:
    """Every word of these, folded, and each of them in one piece."""
    folded = [fold(text[:200]) for text in known]
    words = [word for text in folded for word in _WORDS.findall(text) if len(word) > 2]
    whole = [piece for text in folded for piece in (text, text.partition("@")[0], "".join(_WORDS.findall(text)))]
    return [each for each in dict.fromkeys((*words, *whole, *FAMOUS)) if each]


def _is_own(sequence: list[dict[str, Any]]) -> bool:
    return any(match.get("dictionary_name") == "user_inputs" for match in sequence)


def _reason(sequence: list[dict[str, Any]]) -> str:
    """What most of its characters are."""
    size = {"own": 0, "common": 0, "pattern": 0}
    for match in sequence:
        if match["pattern"] == "dictionary":
            size["own" if match["dictionary_name"] == "user_inputs" else "common"] += len(match["token"])
        elif match["pattern"] != "bruteforce":
            size["pattern"] += len(match["token"])
    return max(size, key=lambda kind: size[kind]) if any(size.values()) else "pattern"
