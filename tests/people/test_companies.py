"""Companies: the list, one of them, adding and putting right."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.ledger import record
from portal.ledger.models import Activity
from portal.people.actions.people import company_named
from portal.people.models import Company
from portal.people.queries.companies import standing_of
from tests.actors import a_member, staff
from tests.queries import assert_queries_do_not_grow


def a_company(name: str = "Orbit Health", **changes: object) -> Company:
    """A company of that name, committed; other columns as given."""
    with transaction():
        company = company_named(name)
        for column, value in changes.items():
            setattr(company, column, value)
    return company


def test_each_filter_narrows_the_list(app: Flask, success: FlaskClient) -> None:
    daniel = staff("success", name="Daniel Brandt")
    today = now().date()
    a_company("Orbit Health", renews_on=today + timedelta(days=40))
    a_company("Halden", kind="partner", renews_on=today + timedelta(days=91))
    a_company("Railworks", owner_user_id=daniel.id, renews_on=today - timedelta(days=1))

    shown = {
        query: [
            name for name in ("Orbit Health", "Halden", "Railworks") if name in success.get(f"/companies?{query}").text
        ]
        for query in ("q=orb", "kind=partner", "renewing=yes", f"owner={daniel.id}", "")
    }

    assert list(shown.values()) == [
        ["Orbit Health"], ["Halden"], ["Orbit Health"], ["Railworks"], ["Orbit Health", "Halden", "Railworks"],
    ]  # fmt: skip


def test_renewals_come_in_the_order_of_their_day(app: Flask, success: FlaskClient) -> None:
    for number in range(30):
        a_company(f"Company {number:02}", renews_on=now().date() + timedelta(days=89 - number))

    first = success.get("/companies?renewing=yes").text
    second = success.get(first.partition('rel="next" href="')[2].split('"')[0].replace("&amp;", "&")).text

    assert first.index("Company 29") < first.index("Company 28") < first.index("Company 05")
    assert "Company 04" in second
    assert "Company 05" not in second


@pytest.mark.one_database
def test_the_list_asks_no_more_for_a_full_page(app: Flask, success: FlaskClient) -> None:
    def add(many: int) -> None:
        for _ in range(many):
            number = db.session.query(Company).count()
            a_company(f"Company {number}", owner_user_id=staff("success", name=f"Owner {number}").id)

    assert_queries_do_not_grow(app, success, "/companies", add)


def test_an_empty_list_teaches_where_companies_come_from(success: FlaskClient) -> None:
    assert "Companies are added automatically" in success.get("/companies").text


def test_five_engaged_contacts_are_counted_and_the_missing_named(app: Flask, success: FlaskClient) -> None:
    long_ago = now() - timedelta(days=400)
    a_member("Mei Tanaka", joined_at=long_ago)
    a_member("Jonas Weber", last_act_at=now())
    a_member("Lena Novák", last_touch_at=now() - timedelta(days=30))
    quiet = a_member("Tom Ellis", last_touch_at=long_ago)

    standing = standing_of(quiet.company)
    page = success.get(f"/companies/{quiet.company_id}").text

    assert (standing.engaged, standing.missing, standing.people) == (3, 2, 4)
    assert "3 of 5" in page
    assert "2 more engaged contacts to find" in page
    assert page.index("Lena Novák") < page.index("2 more engaged") < page.index("Tom Ellis")


def test_the_page_shows_mood_contract_and_touch(app: Flask, success: FlaskClient) -> None:
    company = a_company(renews_on=now().date() + timedelta(days=40), revenue=1_200_000, plan="Enterprise")
    a_member("Mei Tanaka", segment="promoter", nps=9, last_touch_at=now())
    a_member("Jonas Weber", segment="detractor", nps=3)

    page = success.get(f"/companies/{company.id}").text

    for words in ("40 days", "€1,200,000", "Enterprise", "Promoter · 9", "Detractor · 3"):
        assert words in page
    assert page.count('<rect class="tone-') == 2


@pytest.mark.one_database
def test_a_company_page_asks_no_more_for_more_people(app: Flask, success: FlaskClient) -> None:
    company_id = a_company().id

    def add(many: int) -> None:
        for _ in range(many):
            member = a_member("Ann Row", joined_at=now(), segment="passive")
            with transaction():
                record("survey.asked", member=member, actor=staff_of())

    def staff_of() -> object:
        return db.session.merge(priya)

    priya = staff("success")
    assert_queries_do_not_grow(app, success, f"/companies/{company_id}", add, few=3, full=20)


def test_a_company_is_added_and_put_right(app: Flask, success: FlaskClient) -> None:
    typed = {
        "name": "Orbit  Health",
        "kind": "customer",
        "revenue": "120000",
        "domain": "www.Orbit.example",
        "takes_gifts": "y",
    }
    success.post("/companies/new", data=typed)
    company = db.session.query(Company).one()

    answer = success.post(f"/companies/{company.id}/edit", data={**typed, "name": "Orbit Hospitals", "revenue": ""})

    company = db.session.query(Company).one()
    verbs = [line.verb for line in db.session.query(Activity).order_by(Activity.id)]
    assert answer.status_code == 303
    assert (company.name, company.folded, company.revenue, company.domain) == (
        "Orbit Hospitals", "orbit hospitals", None, "orbit.example",
    )  # fmt: skip
    assert verbs == ["company.created", "company.changed"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "ORBIT health"}, "This name is taken"),
        ({"name": ""}, "Enter the company"),
        ({"name": "New", "revenue": "much"}, "Not a valid integer"),
        ({"name": "New", "renews_on": "soon"}, "Not a valid date"),
        ({"name": "New", "external_id": "A-1"}, "already"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    app: Flask, success: FlaskClient, typed: dict[str, str], told: str
) -> None:
    a_company("Orbit Health", external_id="A-1")

    answer = success.post("/companies/new", data={"kind": "customer", "plan": "Typed plan", **typed})

    assert answer.status_code == 422
    assert told in answer.text
    assert "Typed plan" in answer.text
    assert db.session.query(Company).count() == 1
