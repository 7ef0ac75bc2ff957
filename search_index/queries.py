"""Queries and results: what a viewer asks for and what comes back. Keys, never content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from search_index.documents import Key


class Order(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"


class NoteKind(StrEnum):
    """What of a text was left aside, for the page to say in the reader's language."""

    CUT = "cut"  # the text was longer than is searched; detail: the limit in characters
    TOO_MANY_WORDS = "too_many_words"  # detail: the first word that was left out
    OPEN_QUOTE = "open_quote"  # a quote was not closed: taken to the end of the text
    SHORT_PREFIX = "short_prefix"  # `a*`: searched as the whole word; detail: the word
    IGNORED = "ignored"  # a piece without letters or digits, such as a picture; detail: the piece
    NOTHING_SEARCHABLE = "nothing_searchable"  # no word at all: the same as an empty text


class Note(NamedTuple):
    kind: NoteKind
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked, and by whom.

    `kinds`: any of them; none means all. `audience`: the viewer's tokens; a document is visible when it
    shares one. `filters`: pairs of a field and its accepted values, all pairs must hold (no value: nothing does).
    `exclude`: keys changed since the index generation; they leave before hits, totals and facets.
    `facets`: fields to count. `spelling`: when nothing is found, look for what may have been meant.
    """

    text: str = ""
    kinds: frozenset[str] = frozenset()
    audience: frozenset[str] = frozenset()
    filters: tuple[tuple[str, frozenset[str]], ...] = ()
    exclude: frozenset[Key] = frozenset()
    facets: tuple[str, ...] = ()
    offset: int = 0
    limit: int = 20
    order: Order = Order.RELEVANCE
    spelling: bool = True

    def __post_init__(self) -> None:
        if self.offset < 0 or self.limit < 0:
            raise ValueError("offset and limit count from nought")


class Hit(NamedTuple):
    key: Key
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """`facets`: field → (value, count), most frequent first. A field's counts heed every filter but its own,
    so that a choice can be widened. `suggestion`: the text with misspelt words replaced by words that the
    viewer can find; only when nothing was found. `generation`: the last change that the index knows."""

    total: int
    hits: list[Hit]
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    suggestion: str | None = None
    notes: tuple[Note, ...] = ()
    generation: int = 0
