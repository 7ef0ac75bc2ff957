"""What is kept of people in the inbox, in what they prefer, and in mail that came in."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select, update

from portal.access.models import Link
from portal.core.database import db
from portal.core.files import forget_file
from portal.core.personal import NO_SYNC, delete_rows, named_in, personal
from portal.core.persons import Person

from .models import (
    Answer,
    AnswerAddress,
    DigestPlan,
    HeldBack,
    MailIn,
    Notice,
    NoticeActor,
    NoticePreference,
    Notification,
    Suppression,
)


@personal(Notice, _l("Your notifications"))
def notices_of(person: Person) -> ColumnElement[bool]:
    return Notice.user_id.in_(person.user_ids)


def _count_out(person: Person, rows: ColumnElement[bool]) -> None:
    """Others' notices count the people who did something."""
    concerned = list(db.session.scalars(select(NoticeActor.notice_id).where(rows)))
    delete_rows(NoticeActor)(person, rows)
    left = select(func.count()).where(NoticeActor.notice_id == Notice.id).scalar_subquery()
    recounted = update(Notice).where(Notice.id.in_(concerned)).values(actors=left)
    db.session.execute(recounted, execution_options=NO_SYNC)


@personal(NoticeActor, _l("Notifications to others about what you did"), erase=_count_out)
def acts_of(person: Person) -> ColumnElement[bool]:
    return NoticeActor.user_id.in_(person.user_ids)


@personal(Notification, _l("What we notified you about"))
def tellings_to(person: Person) -> ColumnElement[bool]:
    return Notification.user_id.in_(person.user_ids)


@personal(NoticePreference, _l("Your notification settings"))
def preferences_of(person: Person) -> ColumnElement[bool]:
    return NoticePreference.user_id.in_(person.user_ids)


@personal(DigestPlan, _l("Your digest settings"))
def digests_of(person: Person) -> ColumnElement[bool]:
    return DigestPlan.user_id.in_(person.user_ids)


@personal(HeldBack, _l("Emails we didn't send you"))
def held_back_from(person: Person) -> ColumnElement[bool]:
    return or_(HeldBack.member_id.in_(person.member_ids), HeldBack.user_id.in_(person.user_ids))


@personal(Suppression, _l("That your address doesn't accept our emails"))
def suppressions_of(person: Person) -> ColumnElement[bool]:
    return Suppression.address.in_(person.addresses)


@personal(MailIn, _l("Emails you sent us"), words=("text",))
def mails_from(person: Person) -> ColumnElement[bool]:
    sent_to = select(Link.id).where(Link.member_id.in_(person.member_ids))
    return or_(MailIn.sender.in_(person.addresses), MailIn.address.in_(person.addresses), MailIn.link_id.in_(sent_to))


named_in(MailIn, "text", "reason")


def _forget_answers(person: Person, rows: ColumnElement[bool]) -> None:
    """The file goes first: one without its row would stay for good."""
    for key in db.session.scalars(select(Answer.file_key).where(rows, Answer.file_key.is_not(None))):
        forget_file(key or "")
    delete_rows(Answer)(person, rows)


@personal(
    Answer,
    _l("Your replies to our emails"),
    erase=_forget_answers,
    hidden=("file_key",),
    words=("subject", "text"),
)
def answers_of(person: Person) -> ColumnElement[bool]:
    return or_(Answer.member_id.in_(person.member_ids), Answer.sender.in_(person.addresses))


@personal(AnswerAddress, _l("Addresses for your replies"), goes_along=True)
def answer_addresses_of(person: Person) -> ColumnElement[bool]:
    return AnswerAddress.member_id.in_(person.member_ids)


named_in(Answer, "subject", "text", "others")

named_in(Suppression, "detail")
