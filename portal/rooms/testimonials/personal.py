"""What is kept of people in quotes. Whoever leaves takes theirs back first; then the words go."""

from collections.abc import Iterator
from pathlib import Path

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, or_, select

from portal.access.models import User
from portal.core.database import db
from portal.core.files import forget_picture, picture_path
from portal.core.personal import delete_rows, named_in, personal, unname, with_another
from portal.core.persons import Person, former
from portal.kits.leaving.hooks import leaving_hook
from portal.people.models import Member

from .actions import erase_quotes_of, unapprove, withdraw
from .lifecycle import TESTIMONIAL
from .models import (
    ApprovalRequest,
    Delegate,
    Permission,
    PermissionScope,
    QuotePicture,
    Testimonial,
    TestimonialVersion,
)

STAYS = _l(
    "That someone allowed us to use a quote: a fingerprint of the words, the dates, channels and countries, and how "
    "they said so. Not the words, and not that it was you."
)


def _erase_quotes(person: Person, _rows: ColumnElement[bool]) -> None:
    """All at once: what was allowed stays proven, and is nobody's."""
    for member_id in person.member_ids:
        erase_quotes_of(member_id)


@personal(Testimonial, _l("Your quotes"), erase=_erase_quotes, stays=STAYS)
def quotes_of_person(person: Person) -> ColumnElement[bool]:
    return Testimonial.member_id.in_(person.member_ids)


@personal(TestimonialVersion, _l("The exact words of your quotes"), erase=with_another, words=("text",))
def versions_of(person: Person) -> ColumnElement[bool]:
    return TestimonialVersion.testimonial_id.in_(select(Testimonial.id).where(quotes_of_person(person)))


@personal(Permission, _l("What you allowed us to do with your quotes"), erase=with_another)
def permissions_of(person: Person) -> ColumnElement[bool]:
    return Permission.version_id.in_(select(TestimonialVersion.id).where(versions_of(person)))


@personal(PermissionScope, _l("Where you allowed us to use your quotes"), erase=with_another)
def scopes_of(person: Person) -> ColumnElement[bool]:
    return PermissionScope.permission_id.in_(select(Permission.id).where(permissions_of(person)))


@personal(ApprovalRequest, _l("What we asked you about your quotes"), erase=with_another, words=("answer_text",))
def approvals_asked_of(person: Person) -> ColumnElement[bool]:
    return ApprovalRequest.version_id.in_(select(TestimonialVersion.id).where(versions_of(person)))


def _erase_delegates(person: Person, rows: ColumnElement[bool]) -> None:
    """That somebody agreed for another one stays proven, by nobody's name; with the question of one's own all goes."""
    delete_rows(Delegate)(person, and_(rows, _asked_by(person)))
    unname(Delegate, email="", name=former())(person, and_(rows, ~_asked_by(person)))


def _asked_by(person: Person) -> ColumnElement[bool]:
    return Delegate.request_id.in_(select(ApprovalRequest.id).where(approvals_asked_of(person)))


@personal(Delegate, _l("Requests to agree to a quote, from you or to you"), erase=_erase_delegates)
def delegates_of_person(person: Person) -> ColumnElement[bool]:
    return or_(_asked_by(person), Delegate.email.in_(person.addresses))


named_in(Permission, "evidence")
named_in(TestimonialVersion, "by_delegate")
named_in(TestimonialVersion, "text", "incentive", also=unapprove)
named_in(ApprovalRequest, "answer_text")
named_in(Testimonial, "release_reason")
named_in(Delegate, "name")


def _file(picture: QuotePicture) -> Iterator[tuple[str, Path]]:
    yield f"{picture.kind}-{picture.id}.{picture.file_kind}", picture_path(picture.key)


def _delete_pictures(person: Person, rows: ColumnElement[bool]) -> None:
    for key in db.session.scalars(select(QuotePicture.key).where(rows)):
        forget_picture(key)
    delete_rows(QuotePicture)(person, rows)


@personal(QuotePicture, _l("Portraits and logos you uploaded"), erase=_delete_pictures, files=_file)
def quote_pictures_of(person: Person) -> ColumnElement[bool]:
    given = QuotePicture.request_id.in_(select(ApprovalRequest.id).where(approvals_asked_of(person)))
    return or_(given, QuotePicture.member_id.in_(person.member_ids))


@leaving_hook
def withdraw_quotes(member: Member, by: User) -> None:
    """Before anything else: nothing that they said is used any more."""
    quotes = db.session.scalars(select(Testimonial).where(Testimonial.member_id == member.id).order_by(Testimonial.id))
    for quote in quotes:
        if TESTIMONIAL.allows(quote.status, "withdraw"):
            withdraw(quote, by)
