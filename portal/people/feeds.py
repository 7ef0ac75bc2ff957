"""The secret address by which somebody's own programs read their feeds, signed out. One for each person.

Only its hash is kept, so it is shown once, when it is made. What it shows is what the person may see at that moment.
"""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.endings import FEED, end_feed
from portal.access.links import find_link, make_link
from portal.access.models import Link, User
from portal.core.clock import now
from portal.core.database import db

from .models import Member
from .viewer import Viewer


def renew_feed(user: User) -> str:
    """A new secret; an older one ends at once. The token, which nobody can be told again."""
    end_feed(user.id)
    _link, token = make_link(FEED, user.id, user.email, member_id=user.member_id)
    return token


def feed_made_at(user_id: int) -> Link | None:
    """The secret in force, if there is one (not its token)."""
    standing = select(Link).where(Link.purpose == FEED, Link.subject_id == user_id, Link.used_at.is_(None))
    return db.session.scalar(standing.order_by(Link.id.desc()).limit(1))


def feed_reader(token: str) -> Viewer | None:
    """Whose feeds this token opens, with their present rights; None for a token that is over or a closed sign-in."""
    link = find_link(FEED, token)
    if link is None:
        return None
    whole = (
        select(User, Member)
        .outerjoin(Member, Member.id == User.member_id)
        .where(User.id == link.subject_id, User.active)
        .options(joinedload(User.roles))
    )
    user, member = db.session.execute(whole).unique().first() or (None, None)
    return Viewer(user, member=member) if user is not None and link.created_at <= now() else None
