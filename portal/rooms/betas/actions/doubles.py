"""Two records of one person who were both in a beta: one seat is enough."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.database import db
from portal.people.merging import merge_hook
from portal.people.models import Member

from ..models import OFFERED, Applicant
from .seats import pass_seat
from .steps import lock_rows, move


@merge_hook("member")
def settle_seats(double: Member, stays: Member) -> None:
    """Where both are in a beta, the one with a seat counts; of two seats the double's goes to the next."""
    theirs = {row.beta_id: row for row in _places(stays)}
    for row in _places(double):
        other = theirs.get(row.beta_id)
        if other is None or not row.holds_seat:
            continue
        if not other.holds_seat:
            db.session.delete(other)
        elif row.status != "completed":
            _give_up(row)
    db.session.flush()


def _give_up(row: Applicant) -> None:
    beta = lock_rows(row)
    move(row, "decline" if row.status in OFFERED else "withdraw")
    pass_seat(row, beta, "left", why=_("Two records of this person became one"))


def _places(member: Member) -> Sequence[Applicant]:
    return db.session.scalars(
        select(Applicant).where(Applicant.member_id == member.id).order_by(Applicant.beta_id)
    ).all()
