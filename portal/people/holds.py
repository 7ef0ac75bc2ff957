"""Who is asked for nothing now: the one rule that emails, pages, feeds and lists of candidates share.

A break is the member's own; a hold is set by an open case or a map; a pause by a colleague, for a person or a company.
"""

from datetime import datetime
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused

from .models import Hold, Member, Pause
from .zones import programme_day

BREAK, HELD, PAUSE = "break", "held", "pause"


def reasons_to_wait(moment: datetime) -> dict[str, ColumnElement[bool]]:
    """What stands against asking a member at `moment`, as conditions on Member by name; each true or false, never
    unknown. The first that applies is the reason."""
    return _reasons(moment, programme_day(moment))


def reason_to_wait(member_id: int) -> str | None:
    """Why nothing may be asked of this member now: BREAK, HELD or PAUSE; None where it may. One query."""
    moment = now()
    values = {"whose": member_id, "moment": moment, "day": programme_day(moment)}
    reason: str | None = db.session.scalar(_REASON, values)
    return reason


def stands(moment: datetime) -> ColumnElement[bool]:
    """The pauses by hand that nobody has ended and whose day has not come."""
    return and_(Pause.ended_at.is_(None), Pause.until > programme_day(moment))


def _reasons(moment: Any, day: Any) -> dict[str, ColumnElement[bool]]:
    hold = Hold.member_id == Member.id, Hold.category == "promotion", Hold.released_at.is_(None)
    paused = or_(Pause.member_id == Member.id, Pause.company_id == Member.company_id)
    return {
        BREAK: and_(Member.paused_until.is_not(None), Member.paused_until > moment),
        HELD: exists().where(*hold, or_(Hold.until.is_(None), Hold.until > moment)),
        PAUSE: exists().where(paused, Pause.ended_at.is_(None), Pause.until > day),
    }


# Written once, for the pages that everybody opens: building the statement anew costs as much as running it.
_REASON = select(
    case(*((applies, name) for name, applies in _reasons(bindparam("moment"), bindparam("day")).items()))
).where(Member.id == bindparam("whose"))


def standing_pauses(member: Member) -> list[Pause]:
    """The pauses by hand that stand for this member now: their own, and their company's. The longest first."""
    companies = {member.company_id} - {None}
    theirs = or_(Pause.member_id == member.id, Pause.company_id.in_(companies))
    standing = select(Pause).where(theirs, stands(now()))
    people = joinedload(Pause.begun_by), joinedload(Pause.company)
    return list(db.session.scalars(standing.options(*people).order_by(Pause.until.desc(), Pause.id)))


def why_paused(member: Member) -> str | None:
    """For colleagues: that somebody paused this member or their company, until when and why; None where nobody did."""
    pauses = standing_pauses(member)
    if not pauses:
        return None
    told = {"name": member.name, "day": format_date(pauses[0].until, "long"), "reason": pauses[0].reason}
    return str(
        _(
            "Requests to %(name)s are paused until %(day)s (%(reason)s). Ask after that day, or end the pause on their "
            "page.",
            **told,
        )
    )


def refuse_while_paused(member: Member) -> None:
    """Raise Refused where a colleague paused this member or their company."""
    paused = why_paused(member)
    if paused is not None:
        raise Refused(paused)
