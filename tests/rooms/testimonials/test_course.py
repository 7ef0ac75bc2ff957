"""The course of a quote: drafted, asked for, answered, released, put aside, over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.people.actions.jobs import change_job
from portal.people.actions.pauses import end_pause, pause
from portal.people.actions.segments import hold, release_hold
from portal.people.models import Member
from portal.rooms.feedback.actions import capture_feedback
from portal.rooms.testimonials.actions import (
    approve,
    ask_customer,
    ask_review,
    decline,
    draft_again,
    draft_testimonial,
    edit_text,
    release,
    renew,
    request_changes,
    resume,
    suspend,
    withdraw,
)
from portal.rooms.testimonials.models import Permission, Testimonial, TestimonialVersion
from portal.rooms.testimonials.queries import cleared_versions
from portal.rooms.testimonials.reactions import note_ended_permissions
from tests.actors import a_member, signed_in, staff
from tests.rooms.testimonials.quoting import (
    GERMAN_PRESS,
    WORDS,
    approved,
    asked,
    available,
    drafted,
    fresh,
    said,
    soon,
    until,
)
from workflows.lifecycle import MoveNotAllowed


def verbs(quote: Testimonial) -> list[str]:
    """What the ledger says of a quote, the oldest first."""
    about = Activity.about_kind == "testimonial", Activity.about_id == quote.id
    return list(db.session.scalars(select(Activity.verb).where(*about).order_by(Activity.id)))


def permissions(quote: Testimonial) -> list[Permission]:
    wanted = select(Permission).join(TestimonialVersion).where(TestimonialVersion.testimonial_id == quote.id)
    return list(db.session.scalars(wanted.order_by(Permission.id)))


def test_from_what_was_said_to_words_that_may_be_used(app: Flask) -> None:
    quote = available()
    assert quote.status == "available"
    assert verbs(quote) == [
        "testimonial.drafted",
        "testimonial.sent",
        "testimonial.approved",
        "permission.granted",
        "testimonial.released",
    ]


def test_what_nobody_is_known_to_have_said_is_never_a_quote(app: Flask) -> None:
    lena = staff("marketing")
    with transaction():
        piece = capture_feedback("It just works.", lena, source="event")
    with pytest.raises(Refused, match="We don't know who said this"), transaction():
        draft_testimonial(piece, "It just works.", lena)


def test_what_was_said_in_confidence_is_never_a_quote(app: Flask) -> None:
    piece, lena = said(between_us=True), staff("marketing")
    with pytest.raises(Refused, match="in confidence"), transaction():
        draft_testimonial(piece, WORDS, lena)


def test_every_edit_is_a_new_version_and_voids_what_was_allowed(app: Flask) -> None:
    quote, lena = available(), staff("marketing")
    with transaction():
        edit_text(quote, "Three hours became twenty minutes.", lena)
    quote = fresh(quote)
    assert (quote.status, quote.current.number if quote.current else 0) == ("drafted", 2)
    assert all(permission.revoked_at for permission in permissions(quote))
    assert verbs(quote)[-2:] == ["permission.revoked", "testimonial.drafted"]


def test_versions_keep_their_words(app: Flask) -> None:
    quote, lena = drafted("One."), staff("marketing")
    with transaction():
        edit_text(quote, "Two.", lena)
        edit_text(quote, "Three.", lena)
    kept = select(TestimonialVersion.number, TestimonialVersion.text).order_by(TestimonialVersion.number)
    assert [tuple(row) for row in db.session.execute(kept)] == [(1, "One."), (2, "Two."), (3, "Three.")]
    with pytest.raises(Refused, match="that's there already"), transaction():
        edit_text(fresh(quote), " Three. ", lena)


def test_an_edit_while_the_customer_reads_takes_the_question_back(app: Flask) -> None:
    request, lena = asked(), staff("marketing")
    with transaction():
        edit_text(request.version.testimonial, "Other words.", lena)
    with pytest.raises(Refused, match="answered already, or the text has changed"), transaction():
        approve(request, GERMAN_PRESS, "too late")
    assert permissions(request.version.testimonial) == []


def test_the_customer_may_allow_less_and_never_more(app: Flask) -> None:
    ask = replace(GERMAN_PRESS, channels=("press", "web"), attribution="first_name", until=soon())
    request = asked(ask=ask)
    for more in (
        replace(ask, channels=("press", "sales")),
        replace(ask, territories=("FR",)),
        replace(ask, attribution="full_name"),
        replace(ask, attribution="role_company"),
        replace(ask, attribution="initials"),
        replace(ask, languages=("de",)),
        replace(ask, photo=True),
        replace(ask, until=None),
        replace(ask, logo=True),
    ):
        with pytest.raises(Refused, match="less than was asked"), transaction():
            approve(request, more, "in a test")
    with pytest.raises(Refused, match="at least one place"), transaction():
        approve(request, replace(ask, channels=()), "in a test")
    with transaction():
        permission = approve(request, replace(ask, channels=("web",), attribution="anonymous"), "in a test")
    assert (permission.values("channel"), permission.attribution) == (["web"], "anonymous")


def test_an_answer_counts_once(app: Flask) -> None:
    request = asked()
    with transaction():
        approve(request, GERMAN_PRESS, "first")
    with pytest.raises(Refused, match="answered already"), transaction():
        decline(request)
    assert fresh(request.version.testimonial).status == "approved"


def test_other_words_are_asked_for_once_more(app: Flask) -> None:
    request, lena = asked(), staff("marketing")
    with pytest.raises(Refused, match="the same words"), transaction():
        request_changes(request, WORDS)
    with transaction():
        request_changes(request, "Three hours became under thirty.")
    quote = fresh(request.version.testimonial)
    assert (quote.status, permissions(quote)) == ("changes_requested", [])
    assert quote.current is not None
    assert (quote.current.number, quote.current.text) == (2, "Three hours became under thirty.")
    assert (quote.current.by_author, quote.current.edited_by_id) == (True, None), "they are theirs, not a colleague's"
    with transaction():
        approve(ask_customer(quote, GERMAN_PRESS, lena), GERMAN_PRESS, "in a test")
        release(quote, lena)
    assert fresh(quote).status == "available"


def test_a_no_rests_for_a_year(app: Flask) -> None:
    request, lena = asked(), staff("marketing")
    quote = request.version.testimonial
    with transaction():
        decline(request)
    for act in (lambda: draft_again(quote, lena), lambda: draft_testimonial(quote.feedback, "Shorter.", lena)):
        with pytest.raises(Refused, match="rests until"), transaction():
            act()
    with clock.at(now() + timedelta(days=366)), transaction():
        draft_again(quote, lena)
        ask_customer(quote, GERMAN_PRESS, lena)


def test_whoever_has_an_open_case_is_not_asked(app: Flask) -> None:
    quote, lena = drafted(), staff("marketing")
    with transaction():
        hold(quote.member_id, "promotion", "case:1")
    with pytest.raises(Refused, match="has an open case"), transaction():
        ask_customer(quote, GERMAN_PRESS, lena)
    with transaction():
        release_hold(quote.member_id, "promotion", "case:1")
        ask_customer(quote, GERMAN_PRESS, lena)


def test_whoever_takes_a_break_is_not_asked(app: Flask) -> None:
    quote, lena = drafted(member=a_member(paused_until=now() + timedelta(days=3))), staff("marketing")
    with pytest.raises(Refused, match="taking a break"), transaction():
        ask_customer(quote, GERMAN_PRESS, lena)


def test_whoever_is_paused_is_not_asked_until_the_pause_is_ended(app: Flask) -> None:
    quote, lena = drafted(), staff("marketing")
    with transaction():
        pause(quote.member, "the contract is signed", (now() + timedelta(days=9)).date(), lena)
    with pytest.raises(Refused, match="the contract is signed"), transaction():
        ask_customer(quote, GERMAN_PRESS, lena)
    with transaction():
        end_pause(quote.member, lena)
        ask_customer(quote, GERMAN_PRESS, lena)


def test_whoever_wrote_the_words_does_not_release_them(app: Flask) -> None:
    lena = staff("owner", name="Lena Vogt")
    quote = approved(drafted(editor=lena))
    with pytest.raises(Refused, match="somebody else should release"), transaction():
        release(quote, lena)
    with transaction():
        release(quote, lena, "There is nobody else this week.")
    assert (quote.status, quote.release_reason) == ("available", "There is nobody else this week.")


def test_nothing_is_released_before_the_customer_says_yes(app: Flask) -> None:
    quote, ines = asked().version.testimonial, staff("owner")
    with pytest.raises(MoveNotAllowed), transaction():
        release(quote, ines)


def test_what_has_ended_is_not_released(app: Flask) -> None:
    quote, ines = approved(ask=until(soon())), staff("owner")
    with clock.at(now() + timedelta(days=4)), pytest.raises(Refused, match="has ended"), transaction():
        release(quote, ines)


def test_a_suspended_quote_is_asked_for_anew(app: Flask) -> None:
    quote, lena = available(), staff("marketing")
    with transaction():
        suspend(quote, lena)
        resume(quote)
    assert (fresh(quote).status, all(each.revoked_at for each in permissions(quote))) == ("drafted", True)


def test_taking_back_is_for_good(app: Flask) -> None:
    quote = available()
    with transaction():
        withdraw(quote)
    assert verbs(quote)[-2:] == ["permission.revoked", "testimonial.withdrawn"]
    with pytest.raises(MoveNotAllowed), transaction():
        renew(quote)


def test_who_changes_jobs_has_their_quotes_looked_at(app: Flask) -> None:
    quote, other, lena = available(), available(), staff("marketing")
    with transaction():
        member = db.session.get_one(Member, quote.member_id)
        change_job(member, "Quayside Logistics", "Head of Legal", now().date(), lena)
    drain()
    assert (fresh(quote).status, fresh(other).status) == ("review_due", "available")
    with transaction():
        renew(quote)
    assert fresh(quote).status == "available"


def test_what_was_looked_at_before_it_was_released_still_waits_for_that(app: Flask) -> None:
    quote, priya = approved(), staff("success", name="Priya Shah")
    browser = signed_in(app, priya)
    assert browser.post(f"/quotes/{quote.id}/review").status_code == 303
    page = browser.post(f"/quotes/{quote.id}/renewal", follow_redirects=True).text
    assert "until somebody releases it" in page
    assert (fresh(quote).status, cleared_versions([quote.current_version_id], now())) == ("approved", set())


@pytest.mark.parametrize("how", ["edited", "resumed", "asked again"])
def test_a_release_is_of_these_words_and_this_answer(app: Flask, how: str) -> None:
    quote, lena = available(), staff("marketing")
    with transaction():
        if how == "edited":
            edit_text(quote, "In under thirty minutes.", lena)
        elif how == "resumed":
            suspend(quote, lena)
            resume(quote)
    quote = approved(fresh(quote))
    with transaction():
        ask_review(quote)
        renew(quote)
    assert fresh(quote).status == "approved"
    with transaction():
        release(quote, lena, "nobody else is here")
        ask_review(quote)
        renew(quote)
    assert fresh(quote).status == "available"


def test_a_quote_is_over_with_its_last_permission(app: Flask) -> None:
    last = now().date() + timedelta(days=3)
    ending, waiting, staying = available(ask=until(last)), approved(ask=until(last)), available()
    assert note_ended_permissions() == 0
    with clock.at(now() + timedelta(days=4)):
        assert note_ended_permissions() == 2
        assert note_ended_permissions() == 0
    assert [fresh(quote).status for quote in (ending, waiting, staying)] == ["expired", "expired", "available"]
    lena = staff("marketing")
    with transaction():
        draft_again(ending, lena)
        ask_customer(ending, GERMAN_PRESS, lena)
    assert fresh(ending).status == "sent"


def test_an_answer_after_the_last_day_allows_nothing(app: Flask) -> None:
    last = soon()
    request = asked(ask=until(last))
    with clock.at(now() + timedelta(days=5)), pytest.raises(Refused, match="has passed"), transaction():
        approve(request, until(last), "too late")
    assert fresh(request.version.testimonial).status == "sent"
