"""One departure of a person at a time."""

from flask_babel import gettext as _

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError, Refused
from portal.people.models import Member

from ..lifecycle import DEPARTURE
from ..models import Departure
from ..queries import open_departure_of

POSTS = ("stay", "go")


def open_departure(member: Member, status: str, *, posts: str, by: User | None, because: str = "") -> Departure:
    """A new one. Raises Refused for a double, whose person is another record; DomainError where one is open."""
    if posts not in POSTS:
        raise Refused(_("Say whether the posts stay or go."))
    if member.merged_into_id is not None:
        raise Refused(_("This record was merged into another one. Choose that one."))
    db.session.refresh(member, with_for_update={"of": Member})
    before = open_departure_of(member.id)
    if before is not None and before.status == "asked" and status == "leaving":
        before.status = DEPARTURE.after(before.status, "decline")  # whoever leaves waits for nobody's yes
        db.session.flush()
    elif before is not None:
        own = by is not None and by.member_id == member.id
        raise DomainError(_("You're leaving already.") if own else _("They're leaving already."))
    departure = Departure(member_id=member.id, status=status, posts=posts, because=because, asked_at=now())
    departure.asked_by_id = by.id if by is not None else None
    db.session.add(departure)
    db.session.flush()
    return departure
