"""Writing a page of imported feedback in a few statements: pieces, their tags, lines in the ledger."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, tuple_

from portal.core.clock import now
from portal.core.database import db, insert_or_ignore
from portal.core.text import fold
from portal.kits.search.changes import note_written
from portal.kits.transfer.imports.keys import insert_rows
from portal.ledger.ledger import Line, record_lines

from ..models import Feedback, FeedbackTag, Tag
from ..verbs import FEEDBACK_CAPTURED

Label = tuple[str, str]
"""A facet and the folded name of a tag in it."""


class Piece(NamedTuple):
    """Something that was said and is to be kept; `tags` are (facet, name)."""

    member_id: int | None
    company_id: int | None
    key: str
    title: str
    text: str
    rating: int | None
    said_at: datetime | None
    tags: tuple[tuple[str, str], ...]


def keep_pieces(pieces: Sequence[Piece], captured_by_id: int | None) -> None:
    """Keep pieces of feedback with their tags; nobody is written to because of them."""
    if not pieces:
        return
    ids = insert_rows(Feedback, "source_key", [_row(piece, captured_by_id) for piece in pieces])
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


def _tags_named(tags: Iterable[tuple[str, str]]) -> dict[Label, int]:
    """Ids of tags; those that are new are made."""
    names: dict[Label, str] = {}
    for facet, name in tags:
        names.setdefault((facet, _folded(name)), name)
    if not names:
        return {}
    rows = [
        {"facet": facet, "folded": folded, "name": name, "created_at": now()} for (facet, folded), name in names.items()
    ]
    insert_or_ignore(Tag, rows)
    known = select(Tag.facet, Tag.folded, Tag.id).where(tuple_(Tag.facet, Tag.folded).in_(list(names)))
    return {(tag.facet, tag.folded): tag.id for tag in db.session.execute(known)}


def _folded(name: str) -> str:
    return fold(name)[:100]


def _row(piece: Piece, captured_by_id: int | None) -> dict[str, object]:
    return {
        "member_id": piece.member_id,
        "company_id": piece.company_id,
        "source": "import",
        "source_key": piece.key,
        "title": piece.title,
        "text": piece.text,
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
