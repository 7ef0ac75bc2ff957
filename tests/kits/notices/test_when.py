"""What waits names its hour."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.core.clock import at
from portal.kits.notices.when import when_it_goes
from tests.actors import a_member, signed_in, staff
from tests.rooms.testimonials.quoting import drafted
from tests.rooms.testimonials.test_the_staffs_pages import ASK

pytestmark = pytest.mark.one_database
SATURDAY = datetime(2026, 3, 7, 12, tzinfo=UTC)


def test_what_is_due_goes_out_now_and_what_is_not_on_its_day(app: Flask) -> None:
    with app.test_request_context(), at(SATURDAY):
        assert when_it_goes(None) == when_it_goes(SATURDAY) == "The email goes out now."
        assert "Monday, 9 March 2026, 08:00" in when_it_goes(SATURDAY + timedelta(hours=44))


@pytest.mark.parametrize("what", ["question", "quote"])
def test_who_asks_at_the_weekend_reads_when_it_goes_out(app: Flask, what: str) -> None:
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    mei = a_member("Mei Tanaka", time_zone="Europe/London")
    with at(SATURDAY):
        if what == "question":
            browser, url, data = signed_in(app, staff("success")), f"/people/{mei.id}/question", {"kind": "nps"}
        else:
            quote = drafted(member=mei)
            browser, url, data = signed_in(app, staff("marketing")), f"/quotes/{quote.id}/request", ASK
        page = browser.post(url, data=data, follow_redirects=True).text
    assert "The email goes out on Monday" in page
    if what == "question":
        assert "goes out on Monday" in signed_in(app, staff("success")).get(f"/people/{mei.id}").text
