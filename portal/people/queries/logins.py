"""Questions about logins: who closed one."""

from sqlalchemy import select

from portal.access.models import User
from portal.access.verbs import USER_DEACTIVATED
from portal.core.database import db
from portal.ledger.models import Activity


def who_closed(login: User) -> str | None:
    """The name of the colleague who closed this login last, as the ledger has it; None where it was themselves.

    Empty where nobody knows any more.
    """
    line = select(Activity.actor_user_id, User.name).outerjoin(User, User.id == Activity.actor_user_id)
    about = Activity.verb == USER_DEACTIVATED, Activity.about_kind == "user", Activity.about_id == login.id
    actor = db.session.execute(line.where(*about).order_by(Activity.id.desc()).limit(1)).first()
    if actor is None:
        return ""
    return None if actor.actor_user_id == login.id else actor.name or ""
