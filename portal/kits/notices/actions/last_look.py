"""Notices just before they go out: is there still a reason to send them?"""

from portal.access.models import User
from portal.core.database import db
from portal.ledger.models import Mail
from portal.people.viewer import Viewer

from ..contact_policy import refusal_to
from ..kinds import KINDS
from ..models import Notification
from ..queries.preferences import preferences_of, rhythm_of
from ..sources import shown_to
from .notifying import open_line

NOTIFICATION, DIGEST_MAIL = "telling:", "digest:"


def is_notice(mail: Mail) -> bool:
    """Whether this mail tells a login of something."""
    return mail.key.startswith((NOTIFICATION, DIGEST_MAIL))


def reason_against(mail: Mail) -> str | None:
    """Why this notice must not go out any more (a key of rules.REASONS), or None."""
    user = db.session.get(User, int(mail.key.rpartition(">u")[2]), populate_existing=True)
    if user is None:
        return "locked"
    if user.email != mail.recipient:
        return "moved"
    if mail.key.startswith(DIGEST_MAIL):
        return refusal_to(user, "promotion") or ("unsubscribed" if rhythm_of(user.id) == "none" else None)
    notification = db.session.get(Notification, int(mail.key.removeprefix(NOTIFICATION).partition(">")[0]))
    if notification is None or notification.kind not in KINDS:
        return "read"
    return refusal_to(user, mail.category) or _reason_of(notification, user)


def _reason_of(notification: Notification, user: User) -> str | None:
    if preferences_of(user.id)[notification.kind].mail != "at_once":
        return "unsubscribed"
    if not open_line(notification):
        return "read"
    about = (notification.about_kind, notification.about_id)
    return None if about in shown_to(Viewer(user), {about}) else "hidden"
