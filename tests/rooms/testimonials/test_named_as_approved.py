"""The name under a quote is the one that was approved, whatever its author or their company is called later."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core.database import db, transaction
from portal.people.models import Company, Member
from portal.rooms.testimonials.actions import ask_customer
from portal.rooms.testimonials.attributions import PARTS
from portal.rooms.testimonials.models import Permission, Testimonial
from tests.actors import a_member, signed_in, staff
from tests.kits.search.test_rights import answer
from tests.rooms.testimonials.quoting import (
    GERMAN_PRESS,
    WORDS,
    asked,
    available,
    drafted,
    fresh,
    index_everything,
    link_in_the_mail,
)

WAS = {
    "full_name": "Mei Tanaka, Head of operations, Orbit Health",
    "name_company": "Mei Tanaka, Orbit Health",
    "first_name": "Mei, Orbit Health",
    "initials": "M.T., Orbit Health",
    "role_company": "Head of operations, Orbit Health",
    "role_industry": "Head of operations, Hospitals",
    "anonymous": "A customer",
}


def mei() -> Member:
    member = a_member("Mei Tanaka", "Orbit Health", job_title="Head of operations")
    with transaction():
        assert member.company is not None
        member.company.industry = "Hospitals"
    return member


def all_is_renamed() -> None:
    """What an import, a wedding and a merger do to the names that an approved line was made of."""
    with transaction() as session:
        member, company = session.scalars(select(Member)).one(), session.scalars(select(Company)).first()
        assert company is not None
        member.given_name, member.family_name, member.job_title = "Maya", "Lind", "Chief executive"
        company.name, company.industry = "Saturn Clinics", "Arms"
        for quote in session.scalars(select(Testimonial)):
            quote.job_title = "Chief executive"


@pytest.mark.parametrize("attribution", PARTS)
def test_the_line_stays_as_it_was_approved(app: Flask, attribution: str) -> None:
    quote = available(drafted(member=mei()), replace(GERMAN_PRESS, attribution=attribution))
    all_is_renamed()
    index_everything()
    for browser in (signed_in(app, staff(role)) for role in ("executive", "marketing")):
        page = browser.get(f"/quotes/{quote.id}").text
        assert f'id="quote-by">{WAS[attribution]}<' in page
        assert f"— {WAS[attribution]}</span>" in page, "what is copied"
        hits = answer(browser, "q=minutes&kind=testimonial")["hits"]
        assert [hit["title"] for hit in hits] == [WAS[attribution]]


@pytest.mark.one_database
def test_a_title_that_stands_first_begins_with_a_capital_and_keeps_its_others(app: Flask) -> None:
    member = a_member("Mei Tanaka", "Orbit Health", job_title="vice president EMEA")
    quote = available(drafted(member=member), replace(GERMAN_PRESS, attribution="role_company"))
    page = signed_in(app, staff("executive")).get(f"/quotes/{quote.id}").text
    assert 'id="quote-by">Vice president EMEA, Orbit Health<' in page


def test_whoever_works_on_quotes_sees_that_the_name_is_another_one_now(app: Flask) -> None:
    quote = available(drafted(member=mei()))
    marketing, executive = signed_in(app, staff("marketing")), signed_in(app, staff("executive"))
    assert "today it would read" not in marketing.get(f"/quotes/{quote.id}").text
    all_is_renamed()
    assert (
        "today it would read “Maya Lind, Chief executive, Saturn Clinics”" in marketing.get(f"/quotes/{quote.id}").text
    )
    assert "Maya" not in executive.get(f"/quotes/{quote.id}").text


def test_the_next_question_is_about_the_name_as_it_is_then(app: Flask, client: FlaskClient) -> None:
    quote = available(drafted(member=mei()))
    all_is_renamed()
    lena = staff("marketing")
    with transaction() as session:
        ask_customer(session.get_one(Testimonial, quote.id), GERMAN_PRESS, lena)
    link = link_in_the_mail()
    client.post(link, data=_as_shown(client.get(link).text))
    lines = db.session.scalars(select(Permission.named_as).order_by(Permission.id)).all()
    assert lines == [WAS["full_name"], "Maya Lind, Chief executive, Saturn Clinics"]


@pytest.mark.one_database
def test_nobody_agrees_to_a_name_that_changed_behind_the_page(app: Flask, client: FlaskClient) -> None:
    question = asked(drafted(member=mei()))
    link = link_in_the_mail()
    opened = _as_shown(client.get(link).text)
    all_is_renamed()
    refused = client.post(link, data=opened, follow_redirects=True).text
    assert "has changed since you opened the page" in refused
    assert fresh(question.version.testimonial).status == "sent"
    assert client.post(link, data=_as_shown(client.get(link).text)).status_code == 303
    assert fresh(question.version.testimonial).status == "approved"


@pytest.mark.one_database
def test_the_thank_you_page_names_them_as_they_allowed(app: Flask, client: FlaskClient) -> None:
    asked(drafted(member=mei()))
    link = link_in_the_mail()
    client.post(link, data=_as_shown(client.get(link).text))
    all_is_renamed()
    thanks = client.get(link).text
    assert WORDS in thanks
    assert WAS["full_name"] in thanks
    assert "Maya" not in thanks


def _as_shown(page: str) -> dict[str, str]:
    """The form of an approval with everything as it was asked."""
    hidden = dict(re.findall(r'name="(question|names)" type="hidden" value="([^"]*)"', page))
    assert set(hidden) == {"question", "names"}
    return {**hidden, "channels": "press", "territories": "DE", "attribution": "full_name"}
