"""Who reads what members tell us, by when, and who has: a promise with a name and a day."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.orm import aliased

from portal.access.models import StaffRole, User
from portal.access.roles import OWNER, roles_with
from portal.core.clock import now
from portal.core.database import db
from portal.core.working_days import working_days_after
from portal.ledger.ledger import Line, record_lines
from portal.people.absences import NOBODY_AWAY, Roster, day_of, roster
from portal.people.models import Company, Member
from portal.people.viewer import Viewer

from .models import Feedback
from .queries import pieces
from .verbs import FEEDBACK_READ

WORKING_DAYS = 5
EVENING = time(23, 59)
"""Who is told a day counts on all of it."""
UNREAD = (Feedback.read_at.is_(None), Feedback.read_due_at.is_not(None))
CARES = "cases.work"
"""Who may read what was said in confidence."""
_author, _company = aliased(Member), aliased(Company)


def due_after(moment: datetime) -> datetime:
    """By when one of us has read what was said then: the evening of that day, in the programme's zone."""
    day = working_days_after(moment, WORKING_DAYS, _zone()).astimezone(_zone()).date()
    return datetime.combine(day, EVENING, _zone()).astimezone(UTC)


def note_read(feedback_ids: Collection[int], by_id: int, at: datetime | None = None) -> bool:
    """One of us has read these pieces; who came first stays. Nobody reads for us what they said themselves.

    Whether that was news.
    """
    if not feedback_ids:
        return False
    moment = at or now()
    own = select(User.member_id).where(User.id == by_id, User.member_id.is_not(None))
    others = or_(Feedback.member_id.is_(None), Feedback.member_id.not_in(own))
    fresh = (
        update(Feedback)
        .where(Feedback.id.in_(feedback_ids), Feedback.read_at.is_(None), others)
        .values(read_at=moment, read_by_id=by_id)
        .returning(Feedback.id, Feedback.member_id, Feedback.company_id)
    )
    db.session.flush()
    read = sorted(db.session.execute(fresh, execution_options={"synchronize_session": "fetch"}).all())
    record_lines(
        [
            Line(FEEDBACK_READ, member_id, company_id, by_id, ("feedback", feedback_id), occurred_at=moment)
            for feedback_id, member_id, company_id in read
        ]
    )
    return bool(read)


def due_today(viewer: Viewer) -> Select[Any]:
    """Unread pieces that `viewer` is to read, from the morning of their last day on where the viewer is."""
    tomorrow = day_of(viewer.user, now()) + timedelta(days=1)
    due = Feedback.read_due_at < datetime.combine(tomorrow, time(), _zone())
    duty = roster()
    theirs = _reader(duty) == viewer.id
    if viewer.id in duty.away:
        theirs = or_(theirs, _reader() == viewer.id)  # what is theirs stays theirs
    if OWNER in viewer.roles:
        theirs = or_(theirs, _reader(duty).is_(None))
    statement = _with_author(pieces(viewer)).where(*UNREAD, due, theirs)
    return statement.order_by(Feedback.read_due_at, Feedback.id)


class Reader(NamedTuple):
    """Who reads a piece."""

    user_id: int
    name: str


def readers_of(feedback_ids: Collection[int], duty: Roster | None = None) -> dict[int, Reader]:
    """Who reads each of these pieces, is named to its author and hears of it. Two statements.

    Whoever looks after the author, else after their company, or stands in for them; else the owner who came first.
    """
    on_duty = roster() if duty is None else duty
    owners = select(func.min(User.id)).where(User.active, _holds(OWNER))
    present = owners.where(User.id.not_in(on_duty.away)).scalar_subquery()
    reader = User.id == func.coalesce(_reader(on_duty), present, owners.scalar_subquery())
    these: Any = select(Feedback.id, User.id, User.name).where(Feedback.id.in_(feedback_ids))
    return {piece: Reader(*who) for piece, *who in db.session.execute(_with_author(these).join(User, reader))}


def _reader(duty: Roster = NOBODY_AWAY) -> ColumnElement[int | None]:
    """Whose it is to read a piece: Null where nobody who could read it looks after its author."""
    theirs = duty.column(_author.owner_user_id), duty.column(_company.owner_user_id)
    return case(*((_may_read(user_id), user_id) for user_id in theirs), else_=None)


def _may_read(user_id: Any) -> ColumnElement[bool]:
    """Whether this colleague is here and may open the piece, also one that was said in confidence."""
    reads, cares = (select(User.id).where(User.active, _holds(*roles_with(may))) for may in ("feedback.read", CARES))
    return and_(user_id.in_(reads), or_(Feedback.between_us.is_(False), user_id.in_(cares)))


def _holds(*roles: str) -> ColumnElement[bool]:
    return User.roles.any(StaffRole.role.in_(roles))


def _with_author(statement: Select[Any]) -> Select[Any]:
    author = statement.outerjoin(_author, _author.id == Feedback.member_id)
    return author.outerjoin(_company, _company.id == _author.company_id)


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["TIME_ZONE"])
