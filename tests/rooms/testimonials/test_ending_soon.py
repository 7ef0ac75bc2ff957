"""What stops being cleared stands on Today, with "Ask again", before it leaves the search."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from portal.core import clock
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.rooms.testimonials.actions import approve, ask_customer, suspend
from portal.rooms.testimonials.models import ApprovalRequest, Permission, Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.kits.search.test_rights import answer
from tests.rooms.testimonials.quoting import GERMAN_PRESS, available, fresh, index_everything, until

NOT_ASKED = "we never asked them for everything it allows"
ASK = {"where": "one press release", "channels": "press", "territories": "Germany", "attribution": "full_name"}


def never_asked(text: str) -> Testimonial:
    """A quote as the migration leaves one for which nobody asked."""
    quote = available(text=text)
    with transaction() as session:
        ends = {"until": now().date() + timedelta(days=14), "never_asked": {"until": None}}
        session.execute(update(Permission).where(Permission.version_id == quote.current_version_id).values(ends))
    return quote


def test_it_stands_on_today_while_it_is_found_and_leaves_the_search_on_its_day(app: Flask) -> None:
    never_asked("The zeppelin landed softly.")
    index_everything()
    lena, product = staff("marketing"), staff("product")
    asked = "q=zeppelin&kind=testimonial"
    for days, cleared in ((0, True), (14, True), (15, False)):
        with clock.at(now() + timedelta(days=days)):
            page = signed_in(app, lena).get("/today").text
            assert ("landed softly" in page, NOT_ASKED in page) == (cleared, cleared)
            assert answer(signed_in(app, product), asked)["total"] == cleared


def test_what_goes_on_or_is_stopped_anyway_does_not_stand_there(app: Flask) -> None:
    soon, today = now().date() + timedelta(days=5), signed_in(app, staff("marketing"))
    available(text="For good."), available(text="For long.", ask=until(soon + timedelta(days=30)))
    stopped, lena = available(text="Stopped.", ask=until(soon)), staff("marketing")
    available(text="Ends soon.", ask=until(soon)), available(text="Ends sooner.", ask=until(soon - timedelta(days=1)))
    with transaction() as session:
        suspend(session.get_one(Testimonial, stopped.id), session.merge(lena))
    page = today.get("/today").text
    assert "Ends sooner." in page
    assert page.index("Ends sooner.") < page.index("Ends soon.")
    assert NOT_ASKED not in page
    for text in ("For good.", "For long.", "Stopped."):
        assert text not in page
    for other in (staff("product"), a_user(a_member())):
        assert "Ends soon." not in signed_in(app, other).get("/today").text


@pytest.mark.one_database
def test_to_ask_again_ends_what_was_allowed_and_a_new_yes_clears_it_anew(app: Flask) -> None:
    quote = never_asked("The zeppelin landed softly.")
    browser = signed_in(app, staff("marketing"))
    link = re.search(r'href="(/quotes/\d+)#ask"', browser.get("/today").text)
    assert link is not None
    page = browser.get(link[1]).text
    assert 'value="one press release"' in page, "it is filled in"
    assert "ends with the question" in page.replace("\n", " ")
    assert browser.post(f"/quotes/{quote.id}/request", data=ASK).status_code == 303
    assert fresh(quote).status == "sent"
    assert all(each.revoked_at for each in db.session.query(Permission))
    assert "landed softly" not in browser.get("/today").text
    with transaction() as session:
        request = session.query(ApprovalRequest).where(ApprovalRequest.answered_at.is_(None)).one()
        approve(request, GERMAN_PRESS, "in a test")
    assert fresh(quote).status == "approved"


@pytest.mark.parametrize("status", ["available", "used", "review_due"])
def test_words_that_were_allowed_once_can_be_asked_for_again(app: Flask, status: str) -> None:
    quote, lena = available(), staff("marketing")
    with transaction() as session:
        session.execute(update(Testimonial).values(status=status))
    with transaction():
        ask_customer(fresh(quote), GERMAN_PRESS, lena)
    assert fresh(quote).status == "sent"
