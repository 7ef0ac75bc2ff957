"""Noticing what changes: a row of a tracked table that is written leaves a note in the same transaction.

Nobody has to remember to call it. Statements that write many rows at once say so with `note_changes`.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, event, insert, select
from sqlalchemy.orm import Session, UOWTransaction

from search_index import Key

from ..core.clock import now
from ..core.database import db
from .models import IndexChange
from .sources import sources


def note_changes(kind: str, ids: Iterable[int]) -> None:
    """Let the index know these documents anew."""
    rows = [{"kind": kind, "document_id": id, "at": now()} for id in ids]
    if rows:
        db.session.execute(insert(IndexChange), rows)


def pending_keys() -> frozenset[Key]:
    """What the index must not be believed about."""
    changed = db.session.execute(select(IndexChange.kind, IndexChange.document_id).distinct())
    lapsed = ((source.kind, id) for source in sources().values() for id in source.lapsed())
    return frozenset((kind, id) for kind, id in changed) | frozenset(lapsed)


def pending_page(most: int) -> tuple[list[int], dict[str, list[int]]]:
    """The oldest notes: their ids, and the documents by kind."""
    notes = db.session.execute(
        select(IndexChange.id, IndexChange.kind, IndexChange.document_id).order_by(IndexChange.id).limit(most)
    ).all()
    documents: dict[str, set[int]] = defaultdict(set)
    for _id, kind, document_id in notes:
        documents[kind].add(document_id)
    return [note[0] for note in notes], {kind: sorted(ids) for kind, ids in documents.items()}


def forget_notes(ids: list[int]) -> None:
    """The index has them."""
    db.session.execute(delete(IndexChange).where(IndexChange.id.in_(ids)))


@event.listens_for(Session, "after_flush")
def _note_written_rows(session: Session, _context: UOWTransaction) -> None:
    touched: set[tuple[str, int]] = set()
    written = [*session.new, *(row for row in session.dirty if session.is_modified(row)), *session.deleted]
    with session.no_autoflush:
        for row in written:
            touched.update(_documents_of(row))
    if touched:
        moment = now()
        rows = [{"kind": kind, "document_id": id, "at": moment} for kind, id in sorted(touched)]
        session.execute(insert(IndexChange), rows)


def _documents_of(row: Any) -> Iterable[tuple[str, int]]:
    for source in sources().values():
        touches = source.tracks.get(type(row))
        if touches is not None:
            yield from ((source.kind, id) for id in touches(row))
