"""What may be typed into a search box. Whatever is typed is understood as something; nothing raises.

| typed | finds documents with |
|---|---|
| quick support | both words, in any of their forms |
| "quick support" | the two side by side, in this order |
| follow-up | its parts side by side |
| -slow, -"no reply" | neither the word nor the phrase |
| custom* | a word that begins so (two letters at least) |
| 顧客 | the signs side by side |

Everything else (brackets, AND, fields, an unclosed quote) is words or air.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search_index.analyzer import Word, terms
from search_index.folding import fold
from search_index.queries import Note, NoteKind

MAX_CHARACTERS = 1_000
MAX_WORDS = 32
MAX_IGNORED = 3
PIECE = re.compile(r'-?"[^"]*"?|[^\s"]+')
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»\uff02", '"'))


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition on a document's words: `stems` side by side, and some word that begins with `prefix`.

    `open_end`: the last stem may be only the beginning of a word (a single sign of an unspaced script).
    """

    stems: tuple[str, ...]
    prefix: str = ""
    excluded: bool = False
    open_end: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.stems) > 1 or self.open_end


@dataclass(frozen=True, slots=True)
class Written:
    """Where in the text a single word stands, so that a suggestion can replace it."""

    clause: Clause
    surface: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    text: str
    clauses: tuple[Clause, ...]
    written: tuple[Written, ...]
    notes: tuple[Note, ...]

    @property
    def wanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if not clause.excluded)

    @property
    def unwanted(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.excluded)


def parse(text: str) -> Parsed:
    cut = text[:MAX_CHARACTERS].translate(QUOTES)
    notes = [Note(NoteKind.CUT, str(MAX_CHARACTERS))] if len(text) > MAX_CHARACTERS else []
    clauses: dict[Clause, None] = {}
    written: list[Written] = []
    left = MAX_WORDS
    for match in PIECE.finditer(cut):
        found = terms(match.group())
        notes += _notes(match.group(), found)
        for clause in _clauses(match.group(), found[:left]):
            clauses[clause] = None
            if len(found) == 1 and not (clause.is_phrase or clause.prefix or clause.excluded):
                written.append(Written(clause, found[0].surface, *match.span()))
        if len(found) > left:
            notes.append(Note(NoteKind.TOO_MANY_WORDS, found[left].surface))
            break
        left -= len(found)
    if cut.strip() and not clauses:
        notes.append(Note(NoteKind.NOTHING_SEARCHABLE))
    return Parsed(cut, tuple(clauses), tuple(written), _without_flood(notes))


def _clauses(piece: str, found: list[Word]) -> Iterator[Clause]:
    if not found:
        return
    excluded = piece.startswith("-")
    quoted = '"' in piece
    last = found[-1]
    if piece.endswith("*") and not quoted and not last.pairs and len(last.surface) > 1:
        yield Clause(tuple(word.stem for word in found[:-1]), prefix=last.surface, excluded=excluded)
        return
    if last.last_of_run and len(found) > 1 and found[-2].pairs and not found[-2].last_of_run:
        found = found[:-1]  # the last pair says it already
        last = found[-1]
    if last.last_of_run and len(found) == 1:
        yield Clause((), prefix=last.surface, excluded=excluded)
        return
    yield Clause(tuple(word.stem for word in found), excluded=excluded, open_end=last.last_of_run)


def _notes(piece: str, found: list[Word]) -> Iterator[Note]:
    if not found and not fold(piece).isascii():
        yield Note(NoteKind.IGNORED, piece)
    if piece.count('"') == 1:
        yield Note(NoteKind.OPEN_QUOTE)
    if piece.endswith("*") and found and len(found[-1].surface) == 1 and not found[-1].pairs:
        yield Note(NoteKind.SHORT_PREFIX, found[-1].surface)


def _without_flood(notes: list[Note]) -> tuple[Note, ...]:
    once = dict.fromkeys(notes)
    ignored = [note for note in once if note.kind is NoteKind.IGNORED]
    return tuple(note for note in once if note not in ignored[MAX_IGNORED:])
