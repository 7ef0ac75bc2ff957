"""A member leaves, and may come back for seven days."""

from datetime import timedelta

from flask_babel import gettext as _

from portal.access.actions.closing import close_login, open_login
from portal.access.links import void_links
from portal.access.models import User
from portal.core.clock import now
from portal.core.errors import Refused
from portal.ledger.ledger import record
from portal.people.actions.segments import hold, release_hold
from portal.people.logins import login_of
from portal.people.models import Member

from ..hooks import settle_all
from ..lifecycle import DEPARTURE
from ..mails import UNDO, post_departure
from ..models import Departure
from ..queries import lock_departure
from ..verbs import DEPARTURE_CONFIRMED, DEPARTURE_UNDONE
from .opening import open_departure

UNDONE_FOR = timedelta(days=7)
"""So long one can come back."""


def leave(member: Member, login: User, *, posts: str) -> Departure:
    """Leave for good. Quotes are withdrawn and the login is closed now; the rest goes when the days are over.

    Raises Refused for a colleague with a role: what they look after needs somebody first.
    """
    if login.is_staff:
        raise Refused(_("You have a role here. Ask a colleague who gives roles to take it from you, then leave."))
    departure = open_departure(member, "leaving", posts=posts, by=login)
    until = departure.due_at = departure.asked_at + UNDONE_FOR
    settle_all(member, login)
    post_departure(departure, member, login.email, until)
    hold(member.id, "promotion", _hold_of(departure))
    close_login(login, login, because=_("They are leaving for good."))
    record(DEPARTURE_CONFIRMED, member=member, actor=login, about=departure)
    return departure


def undo_leaving(departure: Departure, by: User | None = None) -> None:
    """Stay: with the link in the email, or by a colleague. Quotes stay withdrawn."""
    lock_departure(departure)
    departure.status = DEPARTURE.after(departure.status, "undo")
    departure.due_at = None
    member = departure.member
    if member is None:
        raise Refused(_("There is nothing left to undo."))
    void_links(UNDO, departure.id)
    release_hold(member.id, "promotion", _hold_of(departure))
    login = login_of(member)
    if login is not None:
        open_login(login, by or login)
    record(DEPARTURE_UNDONE, member=member, actor=by or login, about=departure)


def may_undo(departure: Departure) -> bool:
    """Whether the days are not over yet."""
    return departure.status == "leaving" and departure.due_at is not None and departure.due_at > now()


def _hold_of(departure: Departure) -> str:
    return f"departure:{departure.id}"
