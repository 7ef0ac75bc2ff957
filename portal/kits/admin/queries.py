"""Questions about the site's workings. None of them reads more than what waits or what a page shows."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from portal.access.links import PLACEHOLDER
from portal.access.models import User
from portal.access.queries import is_staff
from portal.core.database import db
from portal.ledger.models import Activity, Delivery, Mail
from portal.ledger.outbox.mail import is_for_its_reader
from portal.people.models import Member

STATES = ("waiting", "sending", "sent", "kept", "failed", "uncertain")
COUNTED = ("waiting", "sending", "failed", "uncertain")
"""States that are counted; sent and kept mails only grow in number."""


@dataclass(frozen=True)
class Backlog:
    """What waits for one subscriber."""

    subscriber: str
    pending: int
    failing: int
    oldest: datetime


def backlogs() -> list[Backlog]:
    """Every subscriber for whom something waits, the longest queue first."""
    failing = func.count().filter(Delivery.attempts > 0)
    waiting = (
        select(Delivery.subscriber, func.count(), failing, func.min(Activity.recorded_at))
        .join(Activity, Activity.id == Delivery.activity_id)
        .where(Delivery.done_at.is_(None))
        .group_by(Delivery.subscriber)
        .order_by(func.count().desc(), Delivery.subscriber)
    )
    return [Backlog(*row) for row in db.session.execute(waiting)]


def mail_counts() -> dict[str, int]:
    """How many mails stand in each state that is counted."""
    counted = select(Mail.state, func.count()).where(Mail.state.in_(COUNTED)).group_by(Mail.state)
    return dict.fromkeys(COUNTED, 0) | dict(db.session.execute(counted).all())


def oldest_due_mail(moment: datetime) -> datetime | None:
    """Since when the mail that has waited longest is due."""
    due = select(func.min(Mail.due_at)).where(Mail.state == "waiting", Mail.settled_at.is_(None), Mail.due_at <= moment)
    return db.session.scalar(due)


def reasons_to_wait() -> list[tuple[str, int]]:
    """Why mails that were tried still wait, and how many for each reason, the commonest first."""
    waits = select(Mail.error, func.count()).where(Mail.state == "waiting", Mail.error.is_not(None))
    counted = waits.group_by(Mail.error).order_by(func.count().desc(), Mail.error).limit(3)
    return [(str(reason), count) for reason, count in db.session.execute(counted)]


def mails_in(state: str | None) -> Select[Mail]:
    """Mails of one state, or all."""
    return select(Mail).where(Mail.state == state) if state else select(Mail)


def readable_subject(mail: Mail, reader: str) -> str:
    """What stands above the mail, for whoever has the address `reader`."""
    return mail.subject if is_open(mail, reader) else str(_("What's new"))


def readable_text(mail: Mail, reader: str) -> str:
    """The mail's words; of a link that is somebody's own, all but what makes it that."""
    if not is_open(mail, reader):
        return str(_("It quotes what its reader can see, perhaps behind an agreement, so only its reader can read it."))
    return without_links(mail.text)


def without_links(text: str) -> str:
    """A text of a mail without what stands in it for somebody's own links: typed into another mail it would be one."""
    return PLACEHOLDER.sub("…", text)


def is_open(mail: Mail, reader: str) -> bool:
    """Whether the words of this mail may be shown to whoever has the address `reader`."""
    return mail.recipient == reader or not is_for_its_reader(mail)


def staff_acts() -> Select[Activity]:
    """Lines of the ledger that staff caused themselves."""
    return select(Activity).where(Activity.actor_user_id.is_not(None), is_staff(Activity.actor_user_id))


@dataclass(frozen=True)
class Names:
    """Names of users and members, for lists of ledger lines."""

    users: dict[int, str]
    members: dict[int, str]


def names_in(lines: list[Activity]) -> Names:
    """The names that these lines need: two queries, however many lines."""
    actors = {line.actor_user_id for line in lines}
    concerned = {line.member_id for line in lines}
    users = db.session.execute(select(User.id, User.name).where(User.id.in_(actors)))
    members = db.session.scalars(select(Member).where(Member.id.in_(concerned)))
    return Names(dict(users.all()), {member.id: member.name for member in members})
