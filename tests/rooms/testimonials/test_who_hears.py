"""Who hears the answer to a quote, and what opening the quote does to it."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.models import Notice
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.rooms.testimonials.actions import approve, ask_customer, edit_text, withdraw
from portal.rooms.testimonials.models import ApprovalRequest, Testimonial
from tests.actors import a_member, signed_in, staff
from tests.letters import texts
from tests.rooms.testimonials.quoting import GERMAN_PRESS, approved, asked, drafted, link_in_the_mail


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


def test_whoever_has_a_question_open_hears_that_the_quote_was_taken_back_and_nobody_else(
    app: Flask, client: FlaskClient
) -> None:
    quote, karl = approved(), staff("marketing", name="Karl Brandt")
    lena = db.session.scalars(select(ApprovalRequest)).one().asked_by
    assert lena is not None
    before = new_lines(lena)
    with transaction() as session:
        edit_text(session.get_one(Testimonial, quote.id), "In under thirty minutes.", session.merge(karl))
        ask_customer(session.get_one(Testimonial, quote.id), GERMAN_PRESS, session.merge(karl))
    with transaction() as session:
        withdraw(session.get_one(Testimonial, quote.id))
    assert (new_lines(karl), new_lines(lena)) == (1, before)
    browser = signed_in(app, karl)
    assert "Mei Tanaka took the quote back before answering" in browser.get("/inbox").text
    assert "Taken back before an answer" in browser.get(f"/quotes/{quote.id}").text
    assert "Your words are yours again" in client.get(link_in_the_mail()).text


def test_that_words_were_taken_back_is_emailed_though_the_yes_was(app: Flask) -> None:
    request = asked()
    with transaction() as session:
        approve(session.get_one(ApprovalRequest, request.id), GERMAN_PRESS, "by the link")
    drain()
    with at(now() + timedelta(hours=1)):
        assert write_due_mails() == 1
    with at(now() + timedelta(hours=2)):
        with transaction() as session:
            withdraw(session.get_one(Testimonial, request.version.testimonial_id))
        drain()
    with at(now() + timedelta(hours=3)):
        assert write_due_mails() == 1
    lena = db.session.get_one(User, request.asked_by_id)
    said_yes, taken_back = texts(Mail.recipient == lena.email)
    assert "said yes" in said_yes
    assert "took their words back" in taken_back
