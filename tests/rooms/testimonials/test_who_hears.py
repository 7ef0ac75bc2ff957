"""Who hears the answer to a quote, and what opening the quote does to it."""

from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.notices.models import Notice
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.rooms.testimonials.actions import approve
from portal.rooms.testimonials.models import ApprovalRequest
from tests.actors import a_member, signed_in, staff
from tests.rooms.testimonials.quoting import GERMAN_PRESS, asked, drafted


def new_lines(user: User) -> int:
    drain()
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Notice.user_id == user.id, Notice.read_at.is_(None))) or 0


def test_opening_a_quote_reads_the_answer_to_it(app: Flask) -> None:
    request = asked()
    with transaction() as session:
        approve(session.get_one(ApprovalRequest, request.id), GERMAN_PRESS, "by the link")
    lena = db.session.get_one(User, request.asked_by_id)
    assert new_lines(lena) == 1
    signed_in(app, lena).get(f"/quotes/{request.version.testimonial_id}")
    assert new_lines(lena) == 0


def test_the_answer_to_somebody_who_has_left_reaches_whoever_looks_after_the_customer(app: Flask) -> None:
    mei, priya, other = a_member(), staff("success"), staff("marketing")
    request = asked(drafted(member=mei))
    with transaction() as session:
        session.get_one(Member, mei.id).owner_user_id = priya.id
        session.get_one(User, request.asked_by_id).active = False
        approve(session.get_one(ApprovalRequest, request.id), GERMAN_PRESS, "by the link")
    assert (new_lines(priya), new_lines(other)) == (1, 0)
