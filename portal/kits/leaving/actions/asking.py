"""A colleague asks for somebody to be erased, and a second one agrees. A lone one says why."""

from flask_babel import gettext as _
from sqlalchemy import exists, select

from portal.access.actions.closing import close_login
from portal.access.models import StaffRole, User
from portal.access.owned import leave_nothing_owned
from portal.access.roles import roles_with
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.ledger.ledger import record
from portal.people.logins import login_of
from portal.people.models import Member

from ..hooks import settle_all
from ..lifecycle import DEPARTURE
from ..models import Departure
from ..queries import lock_departure
from ..verbs import DEPARTURE_AGREED, DEPARTURE_ASKED, DEPARTURE_DECLINED
from .beginning import begin_erasure
from .opening import open_departure

ERASE = "people.erase"


def has_second_colleague(asks: User) -> bool:
    """Whether somebody else could agree."""
    may = exists().where(StaffRole.user_id == User.id, StaffRole.role.in_(roles_with(ERASE)))
    return db.session.scalar(select(User.id).where(User.id != asks.id, User.active, may).limit(1)) is not None


def ask_to_erase(member: Member, by: User, *, posts: str, because: str) -> Departure:
    """Ask a second colleague; where there is none, the reason alone decides. Raises Refused without one."""
    if not because.strip():
        raise Refused(_("Say why, so that others can understand it later."))
    _refuse_colleagues(member, by)
    alone = not has_second_colleague(by)
    departure = open_departure(member, "erasing" if alone else "asked", posts=posts, by=by, because=because)
    record(DEPARTURE_ASKED, member=member, actor=by, about=departure)
    if alone:
        _erase_now(departure, member, by)
    return departure


def agree(departure: Departure, by: User) -> None:
    """The second yes: from now on it cannot be undone. Raises DomainError for whoever asked."""
    lock_departure(departure)
    if departure.asked_by_id == by.id:
        raise DomainError(_("You asked for this yourself. Somebody else has to agree."))
    member = departure.member
    if member is None:
        raise DomainError(_("There is nothing left to erase."))
    _refuse_colleagues(member, by)
    departure.status = DEPARTURE.after(departure.status, "agree")
    departure.agreed_by_id = by.id
    record(DEPARTURE_AGREED, member=member, actor=by, about=departure)
    _erase_now(departure, member, by)


def decline(departure: Departure, by: User) -> None:
    """Leave everything as it is: said by another colleague, or taken back by whoever asked."""
    lock_departure(departure)
    departure.status = DEPARTURE.after(departure.status, "decline")
    record(DEPARTURE_DECLINED, member=departure.member, actor=by, about=departure)


def _erase_now(departure: Departure, member: Member, by: User) -> None:
    settle_all(member, by)
    login = login_of(member)
    if login is not None:
        close_login(login, by, because=_("They are being erased."))
    begin_erasure(departure)


def _refuse_colleagues(member: Member, by: User) -> None:
    login = login_of(member)
    if login is not None and login.id == by.id:
        raise Refused(_("This is you. Leave from your own page."))
    if login is not None and login.is_staff:
        raise Refused(_("%(name)s is a colleague with a role. Remove the role first.", name=member.name))
    if login is not None:
        leave_nothing_owned(login, by)
