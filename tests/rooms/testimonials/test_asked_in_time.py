"""What changes between asking, answering and releasing: a new job, a pause, a day that has passed."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import send_due
from portal.ledger.worker import drain
from portal.people.actions.jobs import change_job
from portal.people.actions.segments import hold
from portal.people.models import Member
from portal.rooms.testimonials.actions import ask_customer, release
from portal.rooms.testimonials.models import Testimonial
from tests.actors import a_member, staff
from tests.rooms.testimonials.quoting import GERMAN_PRESS, approved, asked, drafted
from workflows.lifecycle import MoveNotAllowed


def test_what_was_approved_for_a_former_employer_is_looked_at_before_it_is_released(app: Flask) -> None:
    quote, owner = approved(), staff("owner", name="Ines Adler")
    with transaction() as session:
        author = session.get_one(Member, quote.member_id)
        change_job(author, "Quayside Logistics", "Counsel", now().date(), session.get_one(User, owner.id))
    drain()
    db.session.expire_all()
    assert db.session.scalars(select(Testimonial.status)).one() == "review_due"
    with pytest.raises(MoveNotAllowed), transaction() as session:
        release(session.get_one(Testimonial, quote.id), session.get_one(User, owner.id))


def test_a_question_that_waits_does_not_leave_while_nothing_may_be_asked(app: Flask) -> None:
    member = a_member("Mei Tanaka", email="mei@orbit.example")
    asked(member=member)
    with transaction():
        hold(member.id, "promotion", "case:1")
    with at(now() + timedelta(days=4)):
        send_due(None)
    question = select(Mail.state, Mail.error).where(Mail.key.startswith("quote:"))
    assert db.session.execute(question).all() == [("held", "held")]


@pytest.mark.parametrize("day", [datetime(1, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)])
def test_a_day_long_past_leaves_no_time_to_answer(app: Flask, day: datetime) -> None:
    quote, owner = drafted(), staff("owner")
    with pytest.raises(Refused, match="no time to answer"), transaction() as session:
        ask_customer(session.merge(quote), GERMAN_PRESS, session.merge(owner), day)
