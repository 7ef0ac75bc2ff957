"""Noticing what changes: a row of a tracked table that is written leaves a note in the same transaction.

Nobody has to remember to call it. Statements that write many rows at once say so with `note_written`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, event, insert, inspect, select
from sqlalchemy.orm import Session, UOWTransaction

from portal.core.clock import now
from portal.core.database import db
from portal.core.models import Base
from portal.people.merging import merge_hook
from portal.people.models import Member
from search_index import Key

from .models import IndexChange
from .sources import Tracked, sources


def note_written(table: type[Base], ids: Collection[int]) -> None:
    """Rows of `table` were written by a statement that passes the session by: let the index know what they change."""
    for kind, tracked in _tracking(table):
        _note(db.session(), kind, tracked.documents(ids) if ids else ())


def pending_keys() -> frozenset[Key]:
    """What the index must not be believed about."""
    changed = db.session.execute(select(IndexChange.kind, IndexChange.document_id).distinct())
    lapsed = ((source.kind, id) for source in sources().values() for id in source.lapsed())
    return frozenset([*((kind, id) for kind, id in changed), *lapsed])


def pending_page(most: int) -> tuple[list[int], dict[str, list[int]]]:
    """The oldest notes: their ids, and the documents by kind."""
    notes = db.session.execute(
        select(IndexChange.id, IndexChange.kind, IndexChange.document_id).order_by(IndexChange.id).limit(most)
    ).all()
    documents: dict[str, set[int]] = defaultdict(set)
    for note in notes:
        documents[note.kind].add(note.document_id)
    return [note.id for note in notes], {kind: sorted(ids) for kind, ids in documents.items()}


def forget_notes(ids: list[int]) -> None:
    """The index has them."""
    db.session.execute(delete(IndexChange).where(IndexChange.id.in_(ids)))


@merge_hook("member")
def _note_merged(double: Member, stays: Member) -> None:
    """What belonged to either belongs to one from now on."""
    note_written(Member, [double.id, stays.id])


@event.listens_for(Session, "after_flush")
def _note_written_rows(session: Session, _context: UOWTransaction) -> None:
    changed = [row for row in session.dirty if session.is_modified(row)]
    _note_rows(session, session.new, lambda _row, _columns: True)
    _note_rows(session, changed, _has_changed)


@event.listens_for(Session, "before_flush")
def _note_rows_that_go(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Before they go: afterwards nothing tells any more what belonged to them."""
    _note_rows(session, session.deleted, lambda _row, _columns: True)


def _note_rows(session: Session, rows: Iterable[Any], counts: Callable[[Any, Sequence[str]], bool]) -> None:
    tables: dict[type[Base], list[Any]] = defaultdict(list)
    for row in rows:
        tables[type(row)].append(row)
    with session.no_autoflush:
        for table, written in tables.items():
            for kind, tracked in _tracking(table):
                ids = [row.id for row in written if counts(row, tracked.columns)]
                _note(session, kind, tracked.documents(ids) if ids else ())


def _has_changed(row: Any, columns: Sequence[str]) -> bool:
    return not columns or any(inspect(row).attrs[column].history.has_changes() for column in columns)


def _tracking(table: type[Base]) -> Iterable[tuple[str, Tracked]]:
    return [(source.kind, source.tracks[table]) for source in sources().values() if table in source.tracks]


def _note(session: Session, kind: str, ids: Iterable[int]) -> None:
    moment = now()
    rows = [{"kind": kind, "document_id": id, "at": moment} for id in sorted(set(ids))]
    if rows:
        session.execute(insert(IndexChange), rows)
