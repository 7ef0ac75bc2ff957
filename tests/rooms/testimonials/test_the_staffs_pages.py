"""The staff's room of quotes: who sees what, what is kept when it is refused, how often the database is asked."""

from dataclasses import replace

import pytest
from flask import Flask

from portal.core.database import db, transaction
from portal.people.actions.segments import hold
from portal.rooms.feedback.actions import edit_feedback
from portal.rooms.testimonials.actions import edit_text, request_changes, suspend
from portal.rooms.testimonials.models import Testimonial
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.testimonials.quoting import GERMAN_PRESS, WORDS, approved, asked, available, drafted, fresh, said

pytestmark = pytest.mark.one_database

ASK = {"where": "one press release", "channels": "press", "territories": "Germany, AT", "attribution": "first_name"}


def test_a_promoter_finds_no_room_of_quotes(app: Flask) -> None:
    mei = a_member()
    quote = available(member=mei)
    browser = signed_in(app, a_user(mei))
    for path in ("/quotes", f"/quotes/{quote.id}", f"/quotes/{quote.id}/words", f"/feedback/{quote.feedback_id}/quote"):
        assert browser.get(path).status_code == 404
    for path in ("request", "release", "suspension", "withdrawal", "draft"):
        assert browser.post(f"/quotes/{quote.id}/{path}").status_code == 404
    assert fresh(quote).status == "available"


def test_product_sees_what_may_be_used_and_nothing_else(app: Flask) -> None:
    usable, hidden = available(ask=replace(GERMAN_PRESS, attribution="role_industry")), approved(text="Not yet free.")
    browser = signed_in(app, staff("product"))
    shelf = browser.get("/quotes").text
    assert WORDS in shelf
    assert "Not yet free." not in shelf
    assert browser.get(f"/quotes/{hidden.id}").status_code == 404
    assert browser.get("/quotes?show=approved").status_code == 404
    page = browser.get(f"/quotes/{usable.id}").text
    assert WORDS in page
    assert "Mei Tanaka" not in page, "the author allowed no name"
    for path in ("request", "release", "suspension", "withdrawal"):
        assert browser.post(f"/quotes/{usable.id}/{path}").status_code == 404


def test_what_changed_breaks_lines_where_the_author_did_alone(app: Flask) -> None:
    quote, lena = drafted("Three hours\nbecame thirty minutes."), staff("marketing", name="Lena Weber")
    with transaction() as session:
        stored = session.get_one(Testimonial, quote.id)
        edit_text(stored, "Two hours\nbecame twenty minutes.", session.merge(lena))
    page = signed_in(app, lena).get(f"/quotes/{quote.id}").text
    changed = (
        "<del>Three</del> <ins>Two</ins> hours \n became <del>thirty</del> <ins>twenty</ins> minutes.</p>",
        ">Three hours\nbecame thirty minutes.</p>",
    )
    assert [page.count(each) for each in changed] == [2, 1]


def test_what_was_done_leads_to_where_the_page_shows_it(app: Flask) -> None:
    quote, browser = drafted(), signed_in(app, staff("marketing"))
    there = browser.post(f"/quotes/{quote.id}/request", data=ASK).location
    assert there == f"/quotes/{quote.id}#asked"
    assert 'id="asked"' in browser.get(there).text
    free = approved(text="Said yes.")
    there = signed_in(app, staff("owner", name="Ines Adler")).post(f"/quotes/{free.id}/release", data={}).location
    assert there == f"/quotes/{free.id}#quote"


def test_marketing_sees_every_shelf(app: Flask) -> None:
    quotes = {
        "available": available(text="Free."),
        "approved": approved(text="Said yes."),
        "drafted": drafted("Raw."),
    }
    browser = signed_in(app, staff("marketing"))
    for shelf, quote in quotes.items():
        page = browser.get(f"/quotes?show={shelf}").text
        assert quote.current is not None
        assert quote.current.text in page
        assert page.count("<blockquote") == 1
    assert browser.get("/quotes?show=nonsense").status_code == 404


def test_draft_edit_ask_and_release_by_the_pages(app: Flask) -> None:
    piece = said("Ward forms still arrive by fax. Three hours became under thirty minutes.")
    lena, ines = signed_in(app, staff("marketing")), signed_in(app, staff("owner"))
    drafting = f"/feedback/{piece.id}/quote"
    assert piece.text in lena.get(drafting).text
    page = lena.post(drafting, data={"text": WORDS}, follow_redirects=True)
    quote_id = int(page.request.path.rsplit("/", 1)[-1])
    assert "<del>Ward forms still arrive by fax.</del>" in page.text
    assert lena.post(f"/quotes/{quote_id}/request", data=ASK).status_code == 303
    assert "With the customer" in lena.get(f"/quotes/{quote_id}").text
    assert ines.post(f"/quotes/{quote_id}/release").status_code == 409, "nobody has said yes"


def test_a_refused_question_keeps_what_was_typed(app: Flask) -> None:
    quote = drafted()
    lena = signed_in(app, staff("marketing"))
    nowhere = lena.post(f"/quotes/{quote.id}/request", data={**ASK, "territories": "Atlantis"})
    assert nowhere.status_code == 422
    assert "no country “Atlantis”" in nowhere.text
    assert 'value="one press release"' in nowhere.text
    with transaction():
        hold(quote.member_id, "promotion", "case:1")
    held = lena.post(f"/quotes/{quote.id}/request", data=ASK)
    assert held.status_code == 422
    assert "has an open case" in held.text
    assert 'value="Germany, AT"' in held.text
    assert fresh(quote).status == "drafted"


def test_a_refused_release_keeps_the_page(app: Flask) -> None:
    lena = staff("owner", name="Lena Vogt")
    quote = approved(drafted(editor=lena))
    browser = signed_in(app, lena)
    refused = browser.post(f"/quotes/{quote.id}/release", data={"reason": " "})
    assert refused.status_code == 422
    assert "somebody else should release" in refused.text
    browser.post(f"/quotes/{quote.id}/release", data={"reason": "I am alone this week"})
    assert "I am alone this week" in browser.get(f"/quotes/{quote.id}").text


def test_success_may_not_release(app: Flask) -> None:
    quote = approved()
    daniel = signed_in(app, staff("success"))
    assert "Somebody from marketing releases it" in daniel.get(f"/quotes/{quote.id}").text
    assert daniel.post(f"/quotes/{quote.id}/release").status_code == 404


def test_the_words_that_the_customer_would_rather_say_are_suggested(app: Flask) -> None:
    request = asked()
    with transaction():
        request_changes(request, "Under thirty, and never more.")
    page = signed_in(app, staff("marketing")).get(f"/quotes/{request.version.testimonial_id}/words").text
    assert "Under thirty, and never more.</textarea>" in page


@pytest.mark.parametrize(
    ("act", "status"), [("suspension", "suspended"), ("withdrawal", "withdrawn"), ("review", "review_due")]
)
def test_a_quote_is_put_aside(app: Flask, act: str, status: str) -> None:
    quote = available()
    assert signed_in(app, staff("marketing")).post(f"/quotes/{quote.id}/{act}").status_code == 303
    assert fresh(quote).status == status


def test_a_stale_page_cannot_renew_what_was_stopped(app: Flask) -> None:
    quote, lena = available(), staff("marketing")
    with transaction():
        suspend(quote, lena)
    assert signed_in(app, lena).post(f"/quotes/{quote.id}/renewal").status_code == 409


def test_what_was_put_under_confidence_later_is_not_told_by_its_quote(app: Flask) -> None:
    quote = drafted("The board froze everything.")
    with transaction():
        piece = fresh(quote).feedback
        edit_feedback(piece, title="", text="The board froze everything, keep it to you.", tags=(), between_us=True)
    marketing, success = signed_in(app, staff("marketing")), signed_in(app, staff("success"))
    for path in (f"/quotes/{quote.id}", f"/quotes/{quote.id}/words"):
        assert "keep it to you" not in marketing.get(path).text
        assert "keep it to you" in success.get(path).text


def test_the_shelf_asks_as_often_for_many_as_for_few(app: Flask) -> None:
    browser = signed_in(app, staff("marketing"))

    def add(number: int) -> None:
        for each in range(number):
            member = a_member(f"Person {each} Of{number}", f"Company {each} of {number}")
            available(drafted(f"Words {each} of {number}.", member))

    assert_queries_do_not_grow(app, browser, "/quotes", add, few=3, full=15)


def test_hostile_words_stay_words(app: Flask) -> None:
    quote = available(text="<script>alert(1)</script> {{ 7*7 }} ' OR 1=1 --")
    page = signed_in(app, staff("marketing")).get(f"/quotes/{quote.id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page
    db.session.rollback()
