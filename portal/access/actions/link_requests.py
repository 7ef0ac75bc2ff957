"""Links that somebody asked for by their address: noted for every address alike, mailed to those who sign in here."""

from sqlalchemy import delete, or_, select

from portal.core.clock import now
from portal.core.database import db

from ..models import LinkRequest, User
from .account_links import SIGN_IN
from .passwords import send_password_link
from .sign_in_links import send_sign_in_link

MAX_ONWARD = 500
"""Characters of an address that is worth keeping; whoever wanted a longer one lands at home."""


def ask_for_link(purpose: str, email: str, onward: str = "") -> None:
    """Note that somebody asked for a link at this address; the worker looks whether anybody has it."""
    onward = onward if len(onward) <= MAX_ONWARD else ""
    db.session.add(LinkRequest(purpose=purpose, email=email, onward=onward, created_at=now()))


def answer_link_requests(page: int = 50) -> int:
    """Mail a link to those who have a login; forget every request looked at; how many there were."""
    asked = select(LinkRequest).order_by(LinkRequest.id).limit(page).with_for_update(skip_locked=True)
    requests = db.session.scalars(asked).all()
    newest = {(request.email, request.purpose): request for request in requests}
    can_come_in = or_(User.active, User.reopens_by_link)
    theirs = select(User).where(User.email.in_({email for email, _purpose in newest}), can_come_in)
    users = {user.email: user for user in db.session.scalars(theirs.order_by(User.id).with_for_update(of=User))}
    reopened = set()
    for (email, _purpose), request in newest.items():
        user = users.get(email)
        if user is None or email in reopened:
            continue
        if not user.active:
            reopened.add(email)  # whatever else was asked for, one link opens it again
        _answer(request, user)
    ids = [request.id for request in requests]
    db.session.execute(delete(LinkRequest).where(LinkRequest.id.in_(ids)))
    return len(ids)


def _answer(request: LinkRequest, user: User) -> None:
    """A closed login gets the link that opens it again, whatever was asked for: a password would not let them in."""
    if request.purpose == SIGN_IN or not user.active:
        send_sign_in_link(user, request.onward)
    elif user.disputed_at is None:
        send_password_link(user)
