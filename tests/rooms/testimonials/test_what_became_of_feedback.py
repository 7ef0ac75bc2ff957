"""What somebody said became a quote: they read how far it is, and where they allowed it."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.database import db, transaction
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.actions import give_feedback
from portal.rooms.feedback.outcomes import told_by
from portal.rooms.testimonials.actions import (
    approve,
    ask_customer,
    decline,
    draft_testimonial,
    edit_text,
    release,
    request_changes,
    withdraw,
)
from portal.rooms.testimonials.models import ApprovalRequest, Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.testimonials.quoting import GERMAN_PRESS, WORDS

ASK = replace(GERMAN_PRESS, channels=("press", "web"))


@pytest.fixture
def mei(app: Flask) -> User:
    return a_user(a_member())


@pytest.fixture
def lena(app: Flask) -> User:
    return staff("marketing", name="Lena Vogt")


def drafted(mei: User, lena: User) -> Testimonial:
    """A quote of what she told us by herself."""
    with transaction() as session:
        return draft_testimonial(give_feedback(session.get_one(Member, mei.member_id), WORDS), WORDS, lena)


def asked(quote: Testimonial, lena: User) -> ApprovalRequest:
    with transaction() as session:
        return ask_customer(session.get_one(Testimonial, quote.id), ASK, lena)


def became(mei: User) -> list[str]:
    db.session.rollback()
    member = db.session.get_one(Member, mei.member_id)
    return [outcome.text for each in told_by(Viewer(mei), member, 5) for outcome in each.outcomes]


def test_taking_a_quote_out_of_it_is_reading_it_and_nothing_else_is_said_before_they_are_asked(
    app: Flask, mei: User, lena: User
) -> None:
    drafted(mei, lena)
    drain()
    assert became(mei) == ["Read by Lena Vogt"]


def test_every_step_that_they_see_is_told(app: Flask, mei: User, lena: User) -> None:
    quote = drafted(mei, lena)
    drain()
    request = asked(quote, lena)
    assert became(mei)[1:] == [], "what waits for their answer is an ask, and stands in one place"
    with transaction():
        request_changes(request, "Under thirty minutes.")
    ours = "It was reworded as a quote from your side; Lena Vogt will ask you once more before we use it"
    assert became(mei)[1:] == [ours]
    with transaction() as session:
        edit_text(session.get_one(Testimonial, quote.id), "In under thirty minutes.", lena)
    request = asked(quote, lena)
    with transaction():
        approve(request, replace(ASK, channels=("press",)), "in a test")
    assert became(mei)[1:] == ["It's approved as a quote but not used yet; Lena Vogt is working on it"]
    ines = staff("owner", name="Ines Adler")
    with transaction() as session:
        release(session.get_one(Testimonial, quote.id), ines)
    assert became(mei)[1:] == ["You approved it as a quote, and we may use it now. You allowed: Press (Germany)"]
    with transaction() as session:
        withdraw(session.get_one(Testimonial, quote.id))
    assert became(mei)[1:] == ["You withdrew the quote"]


def test_a_no_is_told_and_nobody_else_s_quote(app: Flask, mei: User, lena: User) -> None:
    request = asked(drafted(mei, lena), lena)
    with transaction():
        decline(request)
    assert "It won't become a quote: the answer was no" in became(mei)
    jonas = a_user(a_member("Jonas Lind"))
    assert became(jonas) == []
    assert "won't become a quote" not in signed_in(app, jonas).get("/you").text


@pytest.mark.one_database
def test_it_says_so_where_a_colleague_of_theirs_approved_it(app: Flask, mei: User, lena: User) -> None:
    request = asked(drafted(mei, lena), lena)
    with transaction() as session:
        approve(request, ASK, "in a test", "delegate")
        release(request.version.testimonial, session.merge(lena), "nobody else is here")
    [told] = [each for each in became(mei) if "quote" in each]
    assert told.startswith("Your colleague approved it as a quote, and we may use it now: Press (Germany)")


@pytest.mark.one_database
def test_as_often_for_many_as_for_few(app: Flask, mei: User, lena: User) -> None:
    def add(number: int) -> None:
        for _each in range(number):
            request = asked(drafted(mei, lena), lena)
            with transaction():
                approve(request, ASK, "in a test")

    assert_queries_do_not_grow(app, signed_in(app, mei), "/", add, few=2, full=4)
