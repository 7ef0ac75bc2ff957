"""Nobody is found who did not ask for it; whoever did is found by name, company and subject."""

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.models import Company
from portal.rooms.profiles.actions import subjects_in, tell_of_oneself
from portal.rooms.profiles.models import Profile
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow


def somebody(name: str = "Mei Tanaka", company: str = "Orbit Health", **profile: str) -> User:
    """A member's login, listed with these subjects when any are given."""
    user = a_user(a_member(name, company, joined_at=now(), welcomed_at=now()))
    if profile:
        with transaction() as session:
            subjects = {"helps": profile.get("helps", ""), "looks": profile.get("looks", "")}
            tell_of_oneself(session.get_one(User, user.id), profile.get("about", ""), subjects, listed=True)
    return user


def test_nobody_is_listed_before_they_ask_for_it(app: Flask) -> None:
    mei, jonas = somebody(), somebody("Jonas Lind", "Helio Energy")
    browser = signed_in(app, jonas)
    assert "Mei Tanaka" not in browser.get("/members").text
    assert "Nobody is listed yet" in browser.get("/members").text
    assert browser.get(f"/members/{mei.handle}").status_code == 404
    form = {"listed": "y", "about": "Ward contracts.", "helps": "Scans, scans , Playbooks", "looks": "peers"}
    done = signed_in(app, mei).post("/you/profile", data=form)
    assert (done.status_code, done.headers["Location"]) == (303, f"/members/{mei.handle}")
    assert "Mei Tanaka" in browser.get("/members").text
    page = browser.get(f"/members/{mei.handle}").text
    assert all(words in page for words in ("Ward contracts.", "Scans", "Playbooks", "peers", "Orbit Health"))
    assert mei.email not in page


def test_leaving_the_directory_hides_what_was_said_at_once(app: Flask) -> None:
    mei = somebody(about="Ward contracts.", helps="Scans")
    browser = signed_in(app, somebody("Jonas Lind"))
    signed_in(app, mei).post("/you/profile", data={"about": "Ward contracts.", "helps": "Scans"})
    assert "Mei Tanaka" not in browser.get("/members").text
    assert browser.get(f"/members/{mei.handle}").status_code == 404
    assert "Ward contracts." in signed_in(app, mei).get(f"/members/{mei.handle}").text, "one still sees oneself"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=mei", {"Mei Tanaka"}),
        ("q=helio", {"Jonas Lind"}),
        ("q=PLAYBOOKS", {"Jonas Lind"}),
        ("q=mei+helio", set()),
        ("q=%25", set()),
        ("helps=scans", {"Mei Tanaka"}),
        ("helps=Playbooks", {"Jonas Lind"}),
        ("", {"Mei Tanaka", "Jonas Lind"}),
    ],
)
def test_the_directory_is_narrowed(app: Flask, query: str, found: set[str]) -> None:
    somebody(helps="Scans")
    somebody("Jonas Lind", "Helio Energy", helps="Playbooks", looks="Scans")
    page = signed_in(app, staff("moderator")).get(f"/members?{query}").text
    assert {name for name in ("Mei Tanaka", "Jonas Lind") if name in page} == found


def test_two_people_like_you_come_with_their_reason(app: Flask) -> None:
    with transaction() as session:
        session.add_all(
            Company(name=name, folded=name.casefold(), industry=industry, created_at=now())
            for name, industry in (("Orbit Health", "Health care"), ("Ward Group", "Health care"), ("Helio", "Energy"))
        )
    mei = somebody(looks="Playbooks")
    somebody("Jonas Lind", "Helio", helps="playbooks")
    somebody("Ana Sousa", "Ward Group", helps="Tenders")
    somebody("Tom Ellery", "Orbit Health", helps="Playbooks")
    somebody("Kim Park", "Helio", helps="Tenders")
    page = signed_in(app, mei).get("/").text
    assert "Jonas Lind" in page
    assert "can help with playbooks" in page
    assert "Ana Sousa" in page
    assert "works in Health care too" in page
    assert "Tom Ellery" not in page, "a colleague needs no introduction"
    assert "Kim Park" not in page
    assert "people like you" not in signed_in(app, somebody("New Comer", "Nowhere")).get("/").text


def test_whoever_cannot_sign_in_any_more_is_gone(app: Flask) -> None:
    mei = somebody(helps="Scans")
    with transaction() as session:
        session.get_one(User, mei.id).active = False
    browser = signed_in(app, somebody("Jonas Lind"))
    assert "Mei Tanaka" not in browser.get("/members").text
    assert browser.get(f"/members/{mei.handle}").status_code == 404


def test_staff_are_known_and_who_has_no_part_in_it_sees_nothing(app: Flask) -> None:
    lena = staff("marketing", name="Lena Vogt")
    assert "Lena Vogt" in signed_in(app, somebody()).get(f"/members/{lena.handle}").text
    for path in ("/members", f"/members/{lena.handle}", "/you/profile"):
        assert signed_in(app, staff("admin")).get(path).status_code == 404
        assert app.test_client().get(path).status_code == 303


def test_too_many_subjects_are_refused_and_kept_as_typed(app: Flask) -> None:
    mei = somebody()
    many = ", ".join(f"subject {number}" for number in range(13))
    page = signed_in(app, mei).post("/you/profile", data={"listed": "y", "helps": many, "about": "Hello."})
    assert page.status_code == 422
    assert "Up to 12 of each" in page.text
    assert "subject 12" in page.text
    assert db.session.get(Profile, mei.id) is None


def test_subjects_are_told_apart_by_their_letters() -> None:
    assert subjects_in(" Scans ,, scans, Prüfung,PRUFUNG, ") == ["Scans", "Prüfung"]


@pytest.mark.one_database
def test_the_directory_asks_as_often_for_many_as_for_few(app: Flask) -> None:
    browser = signed_in(app, somebody())

    def add(number: int) -> None:
        for each in range(number):
            somebody(f"Person {each} Of{number}", f"Company {each} of {number}", helps=f"subject {each}", about="Hi.")

    assert_queries_do_not_grow(app, browser, "/members", add, few=5, full=25)
