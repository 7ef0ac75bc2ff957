"""What pages, search and exports show as cleared, and who finds words that were withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.clock import now
from portal.core.database import transaction
from portal.rooms.testimonials.actions import ask_review, suspend, withdraw
from portal.rooms.testimonials.models import Testimonial
from tests.actors import signed_in, staff
from tests.rooms.testimonials.quoting import approved, available, index_everything, soon, until

COPY = "Copy with attribution"
TEXT = "The zeppelin landed softly."
WITHDRAWN = "q=zeppelin&kind=testimonial&status=withdrawn"


def stopped(how: str) -> Testimonial:
    """A quote that its author allows and that may not be used all the same."""
    quote, lena = approved(text=TEXT) if how == "approved" else available(text=TEXT), staff("marketing")
    with transaction() as session:
        row = session.get_one(Testimonial, quote.id)
        if how == "suspended":
            suspend(row, lena)
        elif how == "review_due":
            ask_review(row)
    return quote


def withdrawn() -> Testimonial:
    quote = available(text=TEXT)
    with transaction() as session:
        withdraw(session.get_one(Testimonial, quote.id))
    return quote


def search(browser: FlaskClient, query: str) -> dict[str, Any]:
    answer: dict[str, Any] = browser.get(f"/search?{query}", headers={"Accept": "application/json"}).json or {}
    return answer


@pytest.mark.parametrize("how", ["approved", "suspended", "review_due"])
def test_what_is_only_permitted_is_shown_as_not_cleared_and_copied_nowhere(app: Flask, how: str) -> None:
    quote = stopped(how)
    index_everything()
    lena, shelf = signed_in(app, staff("marketing")), "approved" if how == "approved" else "review"
    for path in (f"/quotes/{quote.id}", f"/quotes?show={shelf}", "/search?q=zeppelin&kind=testimonial"):
        page = lena.get(path).text
        assert TEXT in page or "zeppelin" in page
        assert "Not cleared" in page
        assert "data-copy" not in page
        assert COPY not in page
    assert TEXT not in lena.get("/quotes").text
    hits = search(lena, "q=zeppelin&kind=testimonial")
    assert [(hit["status"], hit["cleared"]) for hit in hits["hits"]] == [(how, False)]
    assert (hits["facets"].get("channel", {}), hits["facets"].get("territory", {})) == ({}, {})
    assert search(signed_in(app, staff("product")), "q=zeppelin&kind=testimonial")["total"] == 0


def test_what_has_ended_is_neither_available_nor_copied_before_anybody_noted_it(app: Flask) -> None:
    quote = available(text=TEXT, ask=until(soon()))
    lena = staff("marketing")
    assert COPY in signed_in(app, lena).get("/quotes").text
    with clock.at(now() + timedelta(days=4)):
        browser = signed_in(app, lena)
        assert TEXT not in browser.get("/quotes").text
        for path in ("/quotes?show=ended", f"/quotes/{quote.id}", f"/people/{quote.member_id}"):
            page = browser.get(path).text
            assert TEXT in page
            assert "Expired" in page
            assert COPY not in page


def test_withdrawn_words_are_found_only_by_who_works_on_quotes_and_asks_for_them(app: Flask) -> None:
    withdrawn()
    index_everything()
    lena, *others = (signed_in(app, staff(role)) for role in ("marketing", "product", "executive"))
    for query in ("q=zeppelin&kind=testimonial", "q=zeppelin&kind=testimonial&status=available", "kind=testimonial"):
        found = search(lena, query)
        assert (found["total"], found["facets"].get("status", {})) == (0, {})
    found = search(lena, WITHDRAWN)
    assert [(hit["text"], hit["cleared"]) for hit in found["hits"]] == [(TEXT, False)]
    assert [search(browser, WITHDRAWN)["total"] for browser in others] == [0, 0]


@pytest.mark.one_database
def test_withdrawn_words_stand_on_their_own_shelf_without_a_copy_button(app: Flask) -> None:
    quote = withdrawn()
    index_everything()
    lena, product = signed_in(app, staff("marketing")), signed_in(app, staff("product"))
    for path in ("/quotes?show=withdrawn", f"/search?{WITHDRAWN}", f"/quotes/{quote.id}"):
        page = lena.get(path).text
        assert "zeppelin" in page
        assert "data-copy" not in page
        assert COPY not in page
    for path in ("/quotes?show=ended", "/quotes?show=review", f"/people/{quote.member_id}"):
        assert f"/quotes/{quote.id}" not in lena.get(path).text
    for path in ("/quotes?show=withdrawn", f"/quotes/{quote.id}"):
        assert product.get(path).status_code == 404
