"""The list of people: who sees it, how it is narrowed, its file."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.people.models import Member
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow

PAGES = (
    "/people", "/people.csv", "/people/new", "/people/doubles", "/people/{id}", "/people/{id}/edit",
    "/people/{id}/job", "/people/{id}/merge", "/companies", "/companies/new", "/companies/doubles",
    "/companies/{company}", "/companies/{company}/edit", "/companies/{company}/merge",
)  # fmt: skip
ACTS = (
    "/people/new", "/people/{id}/edit", "/people/{id}/job", "/people/{id}/merge", "/people/{id}/confirmation",
    "/people/namesakes", "/companies/new", "/companies/{company}/edit", "/companies/{company}/merge",
)  # fmt: skip


def test_a_member_finds_none_of_the_staffs_pages(app: Flask) -> None:
    mei = a_member("Mei Tanaka")
    browser = signed_in(app, a_user(mei))
    places = {"id": mei.id, "company": mei.company_id}
    db.session.rollback()

    seen = {page: browser.get(page.format(**places)).status_code for page in PAGES}
    done = {page: browser.post(page.format(**places)).status_code for page in ACTS}

    assert set(seen.values()) == {404}, seen
    assert set(done.values()) == {404}, done


def test_somebody_signed_out_is_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/people")

    assert answer.status_code == 303
    assert "sign-in" in answer.location


def test_marketing_reads_people_and_changes_nobody(app: Flask) -> None:
    mei = a_member("Mei Tanaka")
    places = {"id": mei.id, "company": mei.company_id}
    marketing = signed_in(app, staff("marketing"))

    assert marketing.get("/people").status_code == 200
    assert marketing.get(f"/people/{places['id']}").status_code == 200
    done = {page: marketing.post(page.format(**places)).status_code for page in ACTS}
    assert set(done.values()) == {404}, done


def test_the_list_is_sorted_by_family_name_whatever_its_accents(success: FlaskClient) -> None:
    for name in ("Zoë Åberg", "Ann Zuse", "Bo Ábel", "Cy Adams"):
        a_member(name)

    page = success.get("/people").text

    assert _in_order(page, "Bo Ábel", "Zoë Åberg", "Cy Adams", "Ann Zuse")


@pytest.mark.parametrize("words", ["tanaka", "TANAKA mei", "orbit", "mei.t", "Tánaka", "mei orbit"])
def test_words_find_a_person_by_name_address_and_company(success: FlaskClient, words: str) -> None:
    a_member("Mei Tanaka", "Orbit Health", email="mei.t@example.org")
    a_member("Jonas Weber", "Helio Energy")

    page = success.get("/people", query_string={"q": words}).text

    assert "Mei Tanaka" in page
    assert "Jonas Weber" not in page


@pytest.mark.parametrize("words", ["%", "_", "100%", "\\"])
def test_signs_of_patterns_are_only_letters(success: FlaskClient, words: str) -> None:
    a_member("Mei Tanaka")

    assert "Mei Tanaka" not in success.get("/people", query_string={"q": words}).text


def test_each_filter_narrows_the_list(success: FlaskClient) -> None:
    old = now() - timedelta(days=300)
    a_member("Mei Tanaka", "Orbit Health", segment="promoter", stage="advocate", country="JP", joined_at=old)
    a_member("Jonas Weber", "Helio Energy", segment="detractor", country="DE", created_at=old, confirmed_at=now())
    a_member("Tom Ellis", "Railworks", created_at=old)

    shown = {
        query: [name for name in ("Mei", "Jonas", "Tom") if name in success.get(f"/people?{query}").text]
        for query in (
            "segment=promoter",
            "stage=advocate",
            "country=DE",
            "joined=yes",
            "joined=no",
            "company=rail",
            "check=yes",
        )
    }

    assert shown == {
        "segment=promoter": ["Mei"],
        "stage=advocate": ["Mei"],
        "country=DE": ["Jonas"],
        "joined=yes": ["Mei"],
        "joined=no": ["Jonas", "Tom"],
        "company=rail": ["Tom"],
        "check=yes": ["Tom"],
    }


def test_the_pages_of_the_list_show_everybody_once(success: FlaskClient) -> None:
    for number in range(60):
        a_member(f"Ann Same{number % 3}", email=f"p{number:02}@example.org")
    everybody = {member.email for member in db.session.query(Member)}

    seen: list[str] = []
    url: str | None = "/people"
    while url:
        page = success.get(url).text
        seen += [row.split('"')[0] for row in page.split('href="/people/')[1:] if row[0].isdigit()]
        url = _next(page)

    assert len(seen) == len(set(seen)) == len(everybody) == 60


def test_an_empty_house_teaches_how_to_begin(success: FlaskClient) -> None:
    page = success.get("/people").text

    assert "Nobody here yet" in page
    assert "/imports/contacts" in page
    assert "/people/new" in page


def test_filters_that_find_nobody_can_be_taken_away(success: FlaskClient) -> None:
    a_member("Mei Tanaka")

    page = success.get("/people?segment=detractor").text

    assert "Nobody like this" in page
    assert "Show everybody" in page


@pytest.mark.one_database
def test_the_list_asks_no_more_for_a_full_page(app: Flask, success: FlaskClient) -> None:
    def add(many: int) -> None:
        for _ in range(many):
            number = db.session.query(Member).count()
            a_member(f"Ann Row{number}", f"Company {number}", stage=f"stage{number}", country="DE", segment="passive")

    assert_queries_do_not_grow(app, success, "/people", add)


def test_the_file_has_everybody_the_list_has_and_no_formula(success: FlaskClient) -> None:
    a_member("Mei Tanaka", "=HYPERLINK(1)", job_title="@sum", segment="promoter", nps=9)
    a_member("Jonas Weber", "Helio Energy", segment="detractor")

    answer = success.get("/people.csv?segment=promoter")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert [row["Last name"] for row in rows] == ["Tanaka"]
    assert rows[0]["Company"] == "'=HYPERLINK(1)"
    assert rows[0]["Job title"] == "'@sum"
    assert rows[0]["Score"] == "9"


def test_the_file_goes_on_over_many_pages(success: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.people.views.people.listing.BATCH_ROWS", 3)
    for number in range(8):
        a_member(f"Ann Row{number}")

    lines = success.get("/people.csv").text.splitlines()

    assert len(lines) == 9
    assert len(set(lines)) == 9


def test_somebody_is_added_by_hand(success: FlaskClient) -> None:
    typed = {"email": " Mei@Example.org ", "given_name": "Mei", "family_name": "Tanaka", "company_name": "Orbit Health"}

    answer = success.post("/people/new", data={**typed, "country": "JP"})

    mei = db.session.query(Member).one()
    assert answer.status_code == 303
    assert answer.location.endswith(f"/people/{mei.id}")
    assert (mei.email, mei.company.name, mei.country, mei.source) == ("mei@example.org", "Orbit Health", "JP", "staff")


def test_an_address_we_know_is_refused_kindly_and_the_typed_text_stays(success: FlaskClient) -> None:
    a_member("Mei Tanaka", email="mei@example.org")

    answer = success.post("/people/new", data={"email": "MEI@example.org", "given_name": "Maya"})

    assert answer.status_code == 422
    assert "Mei Tanaka has this address already" in answer.text
    assert 'value="Maya"' in answer.text
    assert db.session.query(Member).count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize("address", ["", "mei", "mei@", "a b@example.org", "mei@@example.org"])
def test_what_is_no_address_is_refused(success: FlaskClient, address: str) -> None:
    assert success.post("/people/new", data={"email": address}).status_code == 422
    assert db.session.query(Member).count() == 0


def test_details_are_to_check_half_a_year_after_somebody_made_sure(app: Flask) -> None:
    mei = a_member("Mei Tanaka")
    with at(now() + timedelta(days=200)):
        success = signed_in(app, staff("success"))
        due = success.get("/people?check=yes").text
        with transaction():
            db.session.get_one(Member, mei.id).confirmed_at = now()
        done = success.get("/people?check=yes").text

    assert "Mei Tanaka" in due
    assert "Mei Tanaka" not in done


def _in_order(page: str, *names: str) -> bool:
    places = [page.index(name) for name in names]
    return places == sorted(places)


def _next(page: str) -> str | None:
    _before, found, after = page.partition('rel="next" href="')
    return after.split('"')[0].replace("&amp;", "&") if found else None


def test_a_number_that_no_row_can_have_is_a_page_that_is_not_there(success: FlaskClient) -> None:
    for url in ("/people/99999999999", "/companies/99999999999999999999999"):
        assert success.get(url).status_code == 404
    assert success.get("/companies?owner=99999999999").status_code == 200
