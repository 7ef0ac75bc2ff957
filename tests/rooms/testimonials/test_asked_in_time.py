"""What changes between asking, answering and releasing: a new job, a pause, a day that has passed."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.kits.notices.actions import suppress
from portal.ledger.models import Mail
from portal.ledger.outbox.mail import send_due
from portal.ledger.worker import drain
from portal.people.actions.edit import change_address
from portal.people.actions.jobs import change_job
from portal.people.actions.pauses import pause
from portal.people.actions.segments import hold
from portal.people.models import Member
from portal.rooms.testimonials.actions import ask_again, ask_customer, release
from portal.rooms.testimonials.actions.clocks import mind_deadlines
from portal.rooms.testimonials.models import ApprovalRequest, Testimonial
from tests.actors import a_member, signed_in, staff
from tests.rooms.testimonials.quoting import GERMAN_PRESS, approved, asked, drafted, fresh, link_in_the_mail
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


@pytest.mark.parametrize("state", ["held", "failed"])
def test_whoever_asked_hears_at_once_that_no_email_left(app: Flask, state: str) -> None:
    request, other = asked(), asked(drafted(member=a_member("Ola Berg", email="ola@fjord.example")))
    with transaction() as session:
        session.execute(update(Mail).where(Mail.key.startswith(f"quote:{request.id}>")).values(state=state))
    assert mind_deadlines() == 1
    drain()
    db.session.expire_all()
    assert (fresh(request.version.testimonial).status, fresh(other.version.testimonial).status) == ("drafted", "sent")
    lena = signed_in(app, db.session.get_one(User, request.asked_by_id))
    assert "We couldn&#39;t reach Mei Tanaka, so they&#39;re no longer asked" in lena.get("/inbox").text
    assert "We couldn't reach them" in lena.get(f"/quotes/{request.version.testimonial_id}").text


@pytest.mark.parametrize("how", ["paused", "held", "away", "bouncing"])
def test_what_cannot_be_asked_at_a_new_address_ends_and_whoever_asked_hears(
    app: Flask, client: FlaskClient, how: str
) -> None:
    request, priya = asked(), staff("success")
    former = link_in_the_mail()
    with transaction() as session:
        mei = session.get_one(Member, request.version.testimonial.member_id)
        if how == "paused":
            pause(mei, "the contract is signed", (now() + timedelta(days=9)).date(), session.merge(priya))
        elif how == "held":
            hold(mei.id, "promotion", "case:1")
        elif how == "away":
            mei.paused_until = now() + timedelta(days=9)
        else:
            suppress("mei@fjord.example", "bounced")
        change_address(mei, "mei@fjord.example", session.merge(priya))
    drain()
    recipients = db.session.scalars(select(Mail.recipient).where(Mail.key.startswith("quote:"))).all()
    assert "mei@fjord.example" not in recipients
    assert fresh(request.version.testimonial).status == "drafted"
    assert "asked you again" not in client.get(former).text
    lena = signed_in(app, db.session.get_one(User, request.asked_by_id))
    assert "We couldn&#39;t reach Mei Tanaka" in lena.get("/inbox").text


def test_a_question_whose_second_email_is_held_ends_where_the_first_went_elsewhere(app: Flask) -> None:
    request, priya = asked(), staff("success")
    with transaction() as session:
        session.execute(update(Mail).where(Mail.key.startswith("quote:")).values(state="sent"))
        change_address(
            session.get_one(Member, request.version.testimonial.member_id), "mei@fjord.example", session.merge(priya)
        )
    drain()
    with transaction() as session:
        session.execute(update(Mail).where(Mail.recipient == "mei@fjord.example").values(state="held"))
    assert (mind_deadlines(), fresh(request.version.testimonial).status) == (1, "drafted")


def test_a_question_of_which_one_email_left_stays_open(app: Flask) -> None:
    request = asked()
    with transaction() as session:
        first = session.scalars(select(Mail).where(Mail.key.startswith(f"quote:{request.id}>"))).one()
        first.state = "sent"
        ask_again(session.get_one(ApprovalRequest, request.id), 1)
        session.execute(update(Mail).where(Mail.key.startswith(f"quote:{request.id}:1>")).values(state="held"))
    assert (mind_deadlines(), fresh(request.version.testimonial).status) == (0, "sent")


@pytest.mark.parametrize("day", [datetime(1, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)])
def test_a_day_long_past_leaves_no_time_to_answer(app: Flask, day: datetime) -> None:
    quote, owner = drafted(), staff("owner")
    with pytest.raises(Refused, match="no time to answer"), transaction() as session:
        ask_customer(session.merge(quote), GERMAN_PRESS, session.merge(owner), day)
