"""Closing a login, and opening it again: by colleagues, and by whoever it is with a link to their address.

Never by its password: a closed login is where somebody goes who fears that another has that.
"""

from flask_babel import gettext as _

from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.ledger.ledger import record

from ..endings import end_all_of, end_work_of, judge_opening
from ..members import ledger_member
from ..models import User
from ..owned import leave_nothing_owned
from ..verbs import USER_DEACTIVATED, USER_REACTIVATED


class LoginClosed(Refused):
    """The password is right, and the login is closed. Only who knows the password is told."""

    def __init__(self, *, reopens_by_link: bool) -> None:
        super().__init__(_by_link() if reopens_by_link else _by_staff())


def lock_login(login: User) -> None:
    """Whatever is decided about a login is decided one after the other, on what is true then."""
    db.session.refresh(login, with_for_update={"of": User})


def close_login(login: User, by: User, *, because: str = "", reopens_by_link: bool = False) -> bool:
    """Let nobody in with this login, and end whatever hangs on it. Whether that was news.

    With `reopens_by_link` whoever reads mail at its address may open it again; one that they could may be closed once
    more, so that only colleagues can. Raises Refused while it owns something: nothing is left without a living owner.
    """
    lock_login(login)
    if not login.active and (reopens_by_link or not login.reopens_by_link):
        return False
    leave_nothing_owned(login, by)
    login.closed_at, login.closed_because = now(), because
    _shut(login, by, reopens_by_link=reopens_by_link)
    return True


def end_login(login: User, by: User) -> None:
    """Let nobody in with a login whose person goes on with another one. What they were asked there, they may answer,
    unless it was closed before. Raises Refused while it owns something.
    """
    lock_login(login)
    leave_nothing_owned(login, by)
    _shut(login, by, reopens_by_link=False)


def _shut(login: User, by: User, *, reopens_by_link: bool) -> None:
    login.active, login.reopens_by_link = False, reopens_by_link
    end_all_of(login, by)
    end_work_of(login, by)
    record(USER_DEACTIVATED, member=ledger_member(login), actor=by, about=login)


def open_login(login: User, by: User) -> bool:
    """Let them sign in again; what ended with the closing does not come back. Whether that was news.

    Its own person opens it with a link, and without the password that it had: somebody else may know it. Raises Refused
    where a feature has a reason against it.
    """
    lock_login(login)
    if login.active:
        return False
    judge_opening(login)
    login.active, login.reopens_by_link, login.closed_because = True, False, ""
    if by.id == login.id:
        login.password_hash = None
    record(USER_REACTIVATED, member=ledger_member(login), actor=by, about=login)
    return True


def can_come_in(login: User) -> bool:
    """Whether a link to its address lets somebody in, if need be by opening it again."""
    return login.active or login.reopens_by_link


def _by_link() -> str:
    return str(
        _("This login is closed. Ask for a sign-in link by email: it opens the login again. Your password doesn't.")
    )


def _by_staff() -> str:
    return str(_("This login is closed. Write to whoever looks after you here: they can open it again."))
