"""Writing a page of imported feedback in a few statements: pieces, their tags, lines in the ledger."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, insert, select, tuple_

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.text import fold
from portal.kits.search.changes import note_written
from portal.ledger.ledger import Line, record_lines

from .models import Feedback, FeedbackTag, Tag
from .verbs import FEEDBACK_CAPTURED

PIECES = cast("Table", Feedback.__table__)
Label = tuple[str, str]
"""A facet and the folded name of a tag in it."""


class Piece(NamedTuple):
    """Something that was said and is to be kept; `tags` are (facet, name)."""

    member_id: int | None
    company_id: int | None
    key: str
    title: str
    words: str
    rating: int | None
    said_at: datetime | None
    tags: tuple[tuple[str, str], ...]


def known_keys(keys: AbstractSet[str]) -> set[str]:
    """Those of these source keys that pieces have already."""
    found = select(Feedback.source_key).where(Feedback.source_key.in_(keys))
    return {key for key in db.session.scalars(found) if key}


def keep_pieces(pieces: Sequence[Piece], captured_by_id: int | None) -> None:
    """Keep pieces of feedback with their tags; nobody is written to because of them."""
    if not pieces:
        return
    db.session.execute(insert(PIECES), [_row(piece, captured_by_id) for piece in pieces])
    ids = _ids([piece.key for piece in pieces])
    tags = _tags_named(tag for piece in pieces for tag in piece.tags)
    insert_or_ignore(
        FeedbackTag,
        [
            {"feedback_id": feedback_id, "tag_id": tags[facet, _folded(name)]}
            for feedback_id, piece in zip(ids, pieces, strict=True)
            for facet, name in piece.tags
        ],
    )
    note_written(Feedback, ids)
    record_lines([_line(feedback_id, piece, captured_by_id) for feedback_id, piece in zip(ids, pieces, strict=True)])


def _ids(keys: Sequence[str]) -> list[int]:
    """The ids of pieces by source key, in the order of the keys."""
    found = db.session.execute(select(PIECES.c.source_key, PIECES.c.id).where(PIECES.c.source_key.in_(keys)))
    by_key = {key: feedback_id for key, feedback_id in found}  # noqa: C416 - rows, not pairs
    return [by_key[key] for key in keys]


def _tags_named(tags: Iterable[tuple[str, str]]) -> dict[Label, int]:
    """Ids of tags; those that are new are made."""
    wanted: dict[Label, str] = {}
    for facet, name in tags:
        wanted.setdefault((facet, _folded(name)), name)
    if not wanted:
        return {}
    rows = [
        {"facet": facet, "folded": folded, "name": name, "created_at": now()}
        for (facet, folded), name in wanted.items()
    ]
    insert_or_ignore(Tag, rows)
    found = select(Tag.facet, Tag.folded, Tag.id).where(tuple_(Tag.facet, Tag.folded).in_(list(wanted)))
    return {(facet, folded): tag_id for facet, folded, tag_id in db.session.execute(found)}


def _folded(name: str) -> str:
    return fold(name)[:100]


def _row(piece: Piece, captured_by_id: int | None) -> dict[str, object]:
    return {
        "member_id": piece.member_id,
        "company_id": piece.company_id,
        "source": "import",
        "source_key": piece.key,
        "title": piece.title,
        "words": piece.words,
        "rating": piece.rating,
        "between_us": False,
        "said_at": piece.said_at or now(),
        "dated": piece.said_at is not None,
        "captured_by_id": captured_by_id,
        "created_at": now(),
        "updated_at": now(),
    }


def _line(feedback_id: int, piece: Piece, captured_by_id: int | None) -> Line:
    rating = {"rating": piece.rating} if piece.rating is not None else {}
    return Line(
        FEEDBACK_CAPTURED,
        member_id=piece.member_id,
        company_id=piece.company_id,
        actor_user_id=captured_by_id,
        about=("feedback", feedback_id),
        facts={"source": "import", **rating},
        occurred_at=piece.said_at,
        historic=True,
    )
