"""What those who wanted an idea were told when it shipped, and who of them is thanked for it by name."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.people.models import Member
from portal.people.viewer import Viewer

from ..models import ClosingNote
from .seeing import sees_note


def count_to_notify(idea_id: int) -> int:
    """How many are owed a word about it."""
    owed = ClosingNote.idea_id == idea_id, ClosingNote.told_at.is_(None)
    return db.session.scalar(select(func.count()).where(*owed)) or 0


def own_note(viewer: Viewer, note_id: int) -> ClosingNote | None:
    """What the viewer was told, to read and to answer; nobody else's."""
    statement = _own_notes(viewer).where(ClosingNote.id == note_id)
    return db.session.scalar(statement)


def own_notes(viewer: Viewer, most: int = 5) -> list[ClosingNote]:
    """What the viewer was told, the newest first."""
    return list(db.session.scalars(_own_notes(viewer).order_by(ClosingNote.id.desc()).limit(most)))


def newest_note(viewer: Viewer, idea_id: int) -> ClosingNote | None:
    """What the viewer was told last about this idea."""
    if not viewer.is_member:
        return None
    statement = _own_notes(viewer).where(ClosingNote.idea_id == idea_id)
    return db.session.scalar(statement.order_by(ClosingNote.id.desc()).limit(1))


def named_in_thanks(idea_id: int, most: int = 30) -> list[Member]:
    """Who pushed it and agreed to be thanked by name, the first who said so first."""
    agreed = ClosingNote.idea_id == idea_id, ClosingNote.named, ClosingNote.told_at.is_not(None)
    first = select(func.min(ClosingNote.id), ClosingNote.member_id).where(*agreed).group_by(ClosingNote.member_id)
    notes = first.subquery()
    statement = select(Member).join(notes, notes.c.member_id == Member.id).options(joinedload(Member.company))
    return list(db.session.scalars(statement.order_by(notes.c[0]).limit(most)))


def _own_notes(viewer: Viewer) -> Select[ClosingNote]:
    member_id = viewer.member_id
    mine = ClosingNote.member_id == member_id, ClosingNote.told_at.is_not(None), sees_note(viewer)
    return select(ClosingNote).where(*mine).options(joinedload(ClosingNote.by), joinedload(ClosingNote.idea))
