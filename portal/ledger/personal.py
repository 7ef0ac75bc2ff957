"""What the ledger and the outbox keep of people.

A line stays, so that every count of the past stays true: it says what happened, and no longer to whom.
"""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, or_, select, update

from portal.core.clock import now
from portal.core.database import db
from portal.core.personal import NO_SYNC, add_impersonal, personal
from portal.core.persons import Person

from .models import Activity, Delivery, Mail, WorkerSeen
from .outbox.mail import went_to_member


def _unname_lines(person: Person, rows: ColumnElement[bool]) -> None:
    """Nobody hears of a line any more, it is nobody's, and no number says any more which of them belong together."""
    lines = select(Activity.id).where(rows)
    theirs = Delivery.activity_id.in_(lines)
    done = func.coalesce(Delivery.done_at, now())
    _write(update(Delivery).where(theirs).values(done_at=done, member_id=None, error=None))
    _write(update(Activity).where(rows, _about_them(person)).values(about_kind=None, about_id=None))
    _write(update(Activity).where(rows, Activity.member_id.in_(person.member_ids)).values(member_id=None))
    _write(update(Activity).where(rows, Activity.actor_user_id.in_(person.user_ids)).values(actor_user_id=None))


def _write(statement: object) -> None:
    db.session.execute(statement, execution_options=NO_SYNC)  # type: ignore[call-overload]


@personal(Mail, _l("Emails we sent you"), hidden=("enclosed",))
def mails_to(person: Person) -> ColumnElement[bool]:
    return or_(and_(Mail.member_id.in_(person.member_ids), went_to_member()), Mail.recipient.in_(person.addresses))


@personal(Mail, _l("Emails to others about you"), copied=False)
def mails_about(person: Person) -> ColumnElement[bool]:
    return and_(Mail.member_id.in_(person.member_ids), ~went_to_member(), Mail.recipient.not_in(person.addresses))


@personal(
    Activity,
    _l("Your activity history"),
    erase=_unname_lines,
    stays=_l("That something happened on a given day, so our counts stay right: not what you wrote, and not that it "
             "was you."),
)  # fmt: skip
def lines_about(person: Person) -> ColumnElement[bool]:
    theirs = Activity.member_id.in_(person.member_ids), Activity.actor_user_id.in_(person.user_ids)
    return or_(*theirs, _about_them(person))


def _about_them(person: Person) -> ColumnElement[bool]:
    about_member = (Activity.about_kind == "member") & Activity.about_id.in_(person.member_ids)
    return or_(about_member, (Activity.about_kind == "user") & Activity.about_id.in_(person.user_ids))


add_impersonal("a line for a subscriber: the line itself says whose it is", Delivery)
add_impersonal("processes of ours", WorkerSeen)
