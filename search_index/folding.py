"""Folding: the one spelling under which equal words meet, whatever the case, width or accents.

NFKC (full width, ligatures), case folding (ß → ss), accents dropped (é → e, й → и), letters that Unicode
does not take apart spelled out (ø → o, ł → l, æ → ae), invisible characters removed.
Marks of other scripts (the voiced か゛, Hindi vowels) carry meaning and stay.
"""

import re
import unicodedata
from collections.abc import Sequence

ACCENTS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")
SPELLED = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "\u0131": "i",
        "ŋ": "n",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u2019": "'",
        "\u2018": "'",
        "\u02bc": "'",
        "\u2032": "'",
    }
)
RUNS = re.compile(r"\s+|\S+")


def fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # Once more: an accent under a letter that changes when folded can leave another capital or ligature.
    plain = ACCENTS.sub("", spread).translate(SPELLED).casefold()
    return unicodedata.normalize("NFC", plain)


def fold_with_spans(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The folded text, and for each of its characters where it starts and ends in the original."""
    if text.isascii():
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for run in RUNS.finditer(text):
        for start, end, piece in _folded_pieces(run.group(), run.start()):
            pieces.append(piece)
            starts += [start] * len(piece)
            ends += [end] * len(piece)
    return "".join(pieces), starts, ends


def _folded_pieces(run: str, offset: int) -> list[tuple[int, int, str]]:
    """Letter by letter where that gives the same as folding the whole run, else the run as one piece."""
    if run.isascii():
        return [(offset + i, offset + i + 1, letter.lower()) for i, letter in enumerate(run)]
    letters = [(offset + at, offset + end, fold(run[at:end])) for at, end in _letters(run)]
    whole = fold(run)
    if "".join(piece for _, _, piece in letters) == whole:
        return letters
    return [(offset, offset + len(run), whole)]


def _letters(run: str) -> list[tuple[int, int]]:
    """Spans of a letter with the marks that follow it."""
    starts = [i for i, mark in enumerate(run) if i == 0 or not unicodedata.combining(mark)]
    return list(zip(starts, [*starts[1:], len(run)], strict=True))
