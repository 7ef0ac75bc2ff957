"""What was suggested before: ideas with words of the same kind, while somebody types."""

from collections import Counter
from itertools import combinations
from typing import Any

from sqlalchemy import case, select

from portal.core.database import db
from portal.core.text import fold, like
from portal.kits.search.changes import pending_keys
from portal.kits.search.engine import engine
from portal.people.viewer import Viewer
from search_index import IndexUnavailable, Query

from ..documents import SOURCE
from ..models import Idea
from .lists import IdeaLine, these_ideas
from .seeing import visible_to

MAX_SIMILAR_IDEAS = 5
MAX_SEARCH_WORDS = 6
MIN_WORD_CHARS = 4
ENOUGH = MAX_SIMILAR_IDEAS * 3
"""More than are shown, as some may have just become part of others."""
LOOKED_THROUGH = 2_000
"""While the index is away, so many of the newest ideas are looked through for their titles."""


def similar_ideas(viewer: Viewer, typed: str, besides: int | None = None) -> list[IdeaLine]:
    """Ideas that the viewer may open and that share telling words with what was typed, the closest first.

    The index, which finds what has every word, is asked for all of them; as long as too little has come up, for all
    but one, and for each: what shares more comes up more often, and one word too many hides nothing. A fixed number
    of statements, however many ideas there are.
    """
    words = search_words(typed)
    if not words:
        return []
    try:
        scores = by_index(SOURCE.kind, SOURCE.audience(viewer), words)
    except IndexUnavailable:
        scores = _by_title(viewer, words)
    scores.pop(besides or 0, None)
    closest = [idea_id for idea_id, _score in sorted(scores.items(), key=lambda each: (-each[1], -each[0]))]
    by_id = these_ideas(viewer, closest[:ENOUGH])
    return [by_id[idea_id] for idea_id in closest if idea_id in by_id][:MAX_SIMILAR_IDEAS]


def by_index(kind: str, audience: frozenset[str], words: list[str]) -> Counter[int]:
    """The documents of a kind that share these words, by how much they share. IndexUnavailable while it is away."""
    pending = pending_keys()
    scores: Counter[int] = Counter()
    for size in sorted({len(words), max(len(words) - 1, 1), 1}, reverse=True):
        for asked_for in combinations(words, size):
            asked = Query(
                text=" ".join(asked_for),
                kinds=frozenset({kind}),
                audience=audience,
                exclude=pending,
                limit=ENOUGH,
                spelling=False,
            )
            for hit in engine().search(asked).hits:
                scores[hit.key[1]] += size * hit.score  # type: ignore[assignment]
        if len(scores) >= ENOUGH:
            break
    return scores


def _by_title(viewer: Viewer, words: list[str]) -> Counter[int]:
    newest: Any = (
        select(Idea.id, Idea.folded)
        .where(visible_to(viewer, in_order=True), Idea.deleted_at.is_(None))
        .order_by(Idea.id.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
    )
    hits = [case((newest.c.folded.like(like(fold(word.rstrip("*"))), escape="\\"), 1), else_=0) for word in words]
    shared = sum(hits[1:], start=hits[0])
    statement = select(newest.c.id, shared).where(shared > 0).order_by(shared.desc(), newest.c.id.desc())
    return Counter(dict(db.session.execute(statement.limit(ENOUGH)).all()))


def search_words(typed: str) -> list[str]:
    """The words that tell one title from others: the longest ones. The last one may be typed half."""
    plain = (word.strip(".,:;?!()\"'“”’-*") for word in typed.split())
    longer = dict.fromkeys(word for word in plain if len(word) >= MIN_WORD_CHARS)
    longest = sorted(longer, key=len, reverse=True)[:MAX_SEARCH_WORDS]
    last = next(reversed(longer), None)
    return [f"{word}*" if word == last and not typed[-1:].isspace() else word for word in longest]
