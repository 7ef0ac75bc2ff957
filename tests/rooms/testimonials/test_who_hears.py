"""Who hears the answer to a quote, and what opening the quote does to it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.personal import kept_of_people
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.models import Notice
from portal.ledger.models import Activity, Mail
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.people.persons import person_of
from portal.rooms.testimonials.actions import approve, ask_customer, edit_text, suspend, withdraw
from portal.rooms.testimonials.models import ApprovalRequest, Testimonial, TestimonialVersion
from portal.rooms.testimonials.verbs import TESTIMONIAL_DRAFTED
from tests.actors import a_member, signed_in, staff
from tests.letters import texts
from tests.rooms.testimonials.quoting import GERMAN_PRESS, approved, asked, available, drafted, fresh, link_in_the_mail


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


@pytest.mark.parametrize("how", ["edited", "suspended"])
def test_whoever_asked_hears_that_a_colleague_ended_the_question(app: Flask, how: str) -> None:
    request, priya = asked(), staff("owner")
    lena = db.session.get_one(User, request.asked_by_id)
    with transaction() as session:
        quote, by = session.get_one(Testimonial, request.version.testimonial_id), session.merge(priya)
        if how == "edited":
            edit_text(quote, "In under thirty minutes.", by)
        else:
            suspend(quote, by)
    assert (new_lines(lena), new_lines(priya)) == (1, 0)
    what = {"edited": "changed the words", "suspended": "suspended the quote"}[how]
    assert f"Mei Tanaka is no longer asked: a colleague {what}" in signed_in(app, lena).get("/inbox").text


@pytest.mark.one_database
def test_whoever_ends_their_own_question_hears_nothing(app: Flask) -> None:
    request = asked()
    lena = db.session.get_one(User, request.asked_by_id)
    with transaction() as session:
        edit_text(session.get_one(Testimonial, request.version.testimonial_id), "Under thirty minutes.", lena)
    assert new_lines(lena) == 0


def unname(somebody: Member) -> None:
    """What erasing them does to the words of others."""
    with transaction():
        for kept in kept_of_people():
            if kept.model is TestimonialVersion and kept.erase is not None and not kept.copied:
                person = person_of(somebody)
                kept.erase(person, kept.whose(person))


def lines_of_drafts(quote: Testimonial) -> int:
    drafted = Activity.verb == TESTIMONIAL_DRAFTED, Activity.about_id == quote.id
    return db.session.scalar(select(func.count()).select_from(Activity).where(*drafted)) or 0


@pytest.mark.parametrize("open_question", [False, True])
def test_whoever_asked_hears_that_a_quote_is_a_draft_again_once_somebody_it_named_has_left(
    app: Flask, open_question: bool
) -> None:
    quinn, words = a_member("Quinn Zephyr"), "Quinn Zephyr made it quick."
    quote = drafted(words, a_member("Tom Ray"))
    quote = asked(quote).version.testimonial if open_question else available(quote)
    lena = db.session.scalars(select(ApprovalRequest)).one().asked_by
    assert lena is not None
    drain()
    signed_in(app, lena).get(f"/quotes/{quote.id}")
    assert (new_lines(lena), lines_of_drafts(quote)) == (0, 1)
    unname(quinn)
    assert (new_lines(lena), fresh(quote).status, lines_of_drafts(quote)) == (1, "drafted", 2)
    unname(quinn)
    browser = signed_in(app, lena)
    page = browser.get("/inbox").text
    assert "A quote of Tom Ray became a draft again: somebody it named has left" in page
    assert "Zephyr" not in page
    browser.get(f"/quotes/{quote.id}")
    assert new_lines(lena) == 0


@pytest.mark.one_database
def test_a_draft_that_named_somebody_stays_one_without_a_word(app: Flask) -> None:
    quinn, lena = a_member("Quinn Zephyr"), staff("marketing")
    quote = drafted("Quinn Zephyr made it quick.", a_member("Tom Ray"), editor=lena)
    unname(quinn)
    assert (new_lines(lena), lines_of_drafts(quote)) == (0, 1)
