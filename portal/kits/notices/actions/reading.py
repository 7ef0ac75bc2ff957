"""Having read: what was told is no longer new."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, update

from portal.core.clock import now
from portal.core.database import db
from portal.ledger.ledger import Identified

from ..models import Notice, unread_of


def mark_read(
    user: Identified, about_kind: str, about_ids: Collection[int] = (), *, groups: Collection[str] = ()
) -> int:
    """The user has these things before their eyes: what was told about them, or in these groups, is read.

    How many lines were new. Reading it again costs one statement and changes nothing.
    """
    about = (Notice.about_kind == about_kind) & Notice.about_id.in_(about_ids)
    return mark_lines(user, about | Notice.group_key.in_(groups) if groups else about)


def settle_notices(about_kind: str, about_ids: Collection[int]) -> None:
    """These things need nobody any more: what was told about them is no longer new for anybody, and is not mailed."""
    lines = Notice.read_at.is_(None), Notice.about_kind == about_kind, Notice.about_id.in_(about_ids)
    settled = update(Notice).where(*lines).values(read_at=now())
    db.session.execute(settled, execution_options={"synchronize_session": False})


def mark_notice_read(user: Identified, notice_id: int) -> bool:
    """Mark one line of the user's inbox; False if it is not theirs or not new."""
    return mark_lines(user, Notice.id == notice_id) == 1


def mark_all_read(user: Identified, until: datetime, kinds: Collection[str] | None = None) -> int:
    """Mark every line that was there at `until`, or those of `kinds` alone; what came in since then stays new."""
    there = Notice.updated_at <= until
    return mark_lines(user, there if kinds is None else there & Notice.kind.in_(kinds))


def mark_lines(user: Identified, which: ColumnElement[bool]) -> int:
    """Mark those of the user's new lines for which this holds; how many."""
    read = update(Notice).where(unread_of(user.id), which).values(read_at=now())
    return len(db.session.execute(read.returning(Notice.id), execution_options={"synchronize_session": False}).all())
