"""The pages on which staff find doubles and merge them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.actions.merge import note_namesakes
from portal.people.models import Member, Namesakes
from portal.people.queries.people import person_with_address
from tests.actors import a_member, a_user, staff
from tests.people.merging import merge
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.one_database


def test_doubles_of_doubles_lead_to_the_last_one(app: Flask, success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    third = a_member("Mei Tanaka", email="third@example.org")
    merge(again, third)
    merge(mei, again)

    answer = success.get(f"/people/{third.id}")

    assert answer.status_code == 303
    assert answer.location.endswith(f"/people/{mei.id}")
    found = person_with_address("third@example.org")
    assert found is not None
    assert found.id == mei.id


def test_a_double_can_only_be_followed(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    merge(mei, again)

    for page in ("edit", "job", "confirmation"):
        assert success.post(f"/people/{again.id}/{page}", data={"given_name": "No"}).status_code == 404
    assert success.get(f"/people/{again.id}/merge").location.endswith(f"/people/{mei.id}/merge")


def test_the_address_of_ones_double_can_become_ones_own(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    merge(mei, again)
    typed = {"given_name": "Mei", "family_name": "Tanaka", "email": again.email, "company_name": "Orbit Health"}

    answer = success.post(f"/people/{mei.id}/edit", data=typed)

    assert answer.status_code == 303
    assert db.session.get_one(Member, mei.id).email == "m.tanaka@example.org"
    for address in ("mei@example.org", "m.tanaka@example.org"):
        found = person_with_address(address)
        assert found is not None
        assert found.id == mei.id


def test_a_double_is_nowhere_on_the_list(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    merge(mei, again)

    page = success.get("/people").text

    assert f'/people/{mei.id}"' in page
    assert f'/people/{again.id}"' not in page


def test_likely_doubles_are_shown_in_pairs(app: Flask, success: FlaskClient) -> None:
    a_member("Mei Tanaka", "Orbit Health", email="mei@example.org")
    a_member("MEÍ Tanaka", "Orbit Health", email="again@example.org")
    a_member("Mei Tanaka", "Helio Energy", email="far@example.org")
    a_member("Jonas Weber", "Orbit Health", email="jonas@example.org")

    here, elsewhere = success.get("/people/doubles").text, success.get("/people/doubles?where=elsewhere").text

    assert "again@example.org" in here
    assert "far@example.org" not in here
    assert elsewhere.count("far@example.org") == 2
    assert "jonas" not in here + elsewhere


def test_two_who_only_share_a_name_are_not_suggested_again(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair

    answer = success.post("/people/namesakes", data={"one": again.id, "other": mei.id})
    success.post("/people/namesakes", data={"one": mei.id, "other": again.id})

    assert answer.status_code == 303
    assert "No duplicates found" in success.get("/people/doubles").text


def test_the_list_of_doubles_asks_no_more_for_a_full_page(app: Flask, success: FlaskClient) -> None:
    def add(many: int) -> None:
        for _ in range(many):
            number = db.session.query(Member).count()
            for _twice in range(2):
                a_member(f"Ann Row{number}", f"Company {number}")

    assert_queries_do_not_grow(app, success, "/people/doubles", add, full=30)


def test_the_preview_says_what_is_kept_before_anything_changes(app: Flask, success: FlaskClient) -> None:
    mei = a_member("Mei Tanaka", "", email="mei@example.org", joined_at=now())
    again = a_member("Mei Tanaka", "Orbit Health", email="again@example.org", country="JP")

    page = success.get(f"/people/{again.id}/merge?with={mei.id}").text

    assert "mei@example.org stays" in page
    assert page.count("taken over") == 2
    assert "This can't be undone" in page
    assert db.session.get_one(Member, again.id).merged_into_id is None


def test_staff_merge_two_people_on_the_page(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair

    answer = success.post(f"/people/{mei.id}/merge", data={"double": again.id})

    assert answer.status_code == 303
    assert db.session.get_one(Member, again.id).merged_into_id == mei.id


def test_the_page_asks_for_a_login_when_both_can_sign_in(success: FlaskClient, pair: tuple[Member, Member]) -> None:
    mei, again = pair
    a_user(mei)
    login = a_user(again)

    refused = success.post(f"/people/{mei.id}/merge", data={"double": again.id})
    done = success.post(f"/people/{mei.id}/merge", data={"double": again.id, "login": login.id})

    assert refused.status_code == 422
    assert "Choose which login to keep" in refused.text
    assert done.status_code == 303
    assert db.session.get_one(User, login.id).member_id == mei.id


@pytest.mark.parametrize("data", [{}, {"double": "x"}, {"double": "999"}, {"double": "99999999999"}])
def test_a_merge_with_nobody_is_not_found(app: Flask, success: FlaskClient, data: dict[str, str]) -> None:
    mei = a_member("Mei Tanaka")

    assert success.post(f"/people/{mei.id}/merge", data=data).status_code == 404


def test_noting_namesakes_twice_is_noted_once(pair: tuple[Member, Member]) -> None:
    priya = staff("success")
    for one, other in (pair, pair[::-1]):
        with transaction() as session:
            note_namesakes(session.merge(one), session.merge(other), session.merge(priya))

    assert db.session.query(Namesakes).count() == 1
