"""The one analyzer: documents, queries and highlights see the same words, on every engine.

| written | words |
|---|---|
| customer's, don't | customer with the stem custom, dont: a possessive goes, other apostrophes close up |
| follow-up, anna@acme.de, 2024-05-01 | their parts, side by side; asked for as one word they are a phrase |
| 3.5 · 1,000 · 3,5 | 3.5 · 1000 · 3.5: marks between digits belong to the number |
| Größe, Ørsted, Łódź | grosse, orsted, lodz |
| 顧客満足 | 顧客 客満 満足 足: pairs of signs, and the last alone, for scripts written without spaces |

Plain Latin words of three letters and more are stemmed as English. No stop words: phrases stay exact.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from search_index.folding import fold

VERSION = 1  # part of every fingerprint: raise it when the words change
LONGEST = 64
SEPARATOR = "\x1f"

# Marks that belong to a word: U+0900-109F are the scripts of India to Burma, U+0964/5 their full stops.
MARKS = "\u0900-\u0963\u0966-\u109f\u1780-\u17ff"
LETTER = rf"(?:[^\W_]|[{MARKS}])"
WORD = re.compile(rf"{LETTER}+(?:'{LETTER}+|(?<=\d)[.,](?=\d){LETTER}+)*")
# Han, kana, Hangul, Thai, Lao, Burmese, Khmer.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)
THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


class Word(NamedTuple):
    """One word of a text: as written (folded), its stem, and where it stands."""

    surface: str
    stem: str
    start: int
    end: int
    pairs: bool = False  # one of the overlapping pairs of an unspaced run
    last_of_run: bool = False  # the single sign that closes such a run


def words(folded: str) -> list[Word]:
    """The words of a folded text with their places in it."""
    found: list[Word] = []
    for match in WORD.finditer(folded):
        at = match.start()
        for surface, stem, start, end, pairs, last in split(match.group()):
            found.append(Word(surface, stem, at + start, at + end, pairs, last))
    return found


def terms(text: str) -> list[Word]:
    """The words of a text, in order, without their places: what indexing needs, fast."""
    found: list[Word] = []
    for raw in WORD.findall(fold(text)):
        found += split(raw)
    return found


@lru_cache(maxsize=50_000)
def split(raw: str) -> tuple[Word, ...]:
    """What one match of WORD stands for; places are relative to it."""
    if not raw.isascii() and UNSPACED.search(raw):
        return tuple(_split_unspaced(raw))
    return (_word(raw, 0),)


def _split_unspaced(raw: str) -> list[Word]:
    found: list[Word] = []
    at = 0
    for run in UNSPACED.finditer(raw):
        if run.start() > at:
            found.append(_word(raw[at : run.start()], at))
        found += _pairs(run.group(), run.start())
        at = run.end()
    if at < len(raw):
        found.append(_word(raw[at:], at))
    return [word for word in found if word.surface]


def _pairs(run: str, at: int) -> list[Word]:
    """Overlapping pairs, then the last sign alone, so that a single sign is the beginning of some word."""
    doubles = [Word(run[i : i + 2], run[i : i + 2], at + i, at + i + 2, True) for i in range(len(run) - 1)]
    return [*doubles, Word(run[-1], run[-1], at + len(run) - 1, at + len(run), True, True)]


def _word(raw: str, at: int) -> Word:
    surface = raw.removesuffix("'s").replace("'", "")
    if "," in surface:
        surface = THOUSANDS.sub("", surface).replace(",", ".")
    surface = surface[:LONGEST]
    return Word(surface, stem_of(surface), at, at + len(raw))


def stem_of(surface: str) -> str:
    if len(surface) < 3 or not (surface.isascii() and surface.isalpha()):
        return surface
    return _stemmer()(surface)


@cache
def _stemmer() -> Callable[[str], str]:
    from whoosh.lang.snowball.english import EnglishStemmer

    stemmed: Callable[[str], str] = EnglishStemmer().stem
    return stemmed
