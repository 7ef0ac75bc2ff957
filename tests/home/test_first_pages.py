from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.roles import ROLES
from portal.core.clock import at, now
from portal.core.database import transaction
from portal.core.filters import today
from portal.core.menu import menu_for
from portal.core.registry import full_name
from portal.core.slots import _panels, panel
from portal.home.greeting import greeting
from portal.ledger.worker import drain
from portal.people.models import Company, Member
from portal.people.viewer import Viewer
from portal.rooms.care.actions.cases import open_case
from portal.rooms.feedback.actions import give_feedback
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.care.words import says

pytestmark = pytest.mark.one_database


def text(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_signed_out_people_come_to_the_door(client: FlaskClient) -> None:
    response = client.get("/")
    assert response.status_code == 303
    assert response.location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("owner", "/today"),
        ("success", "/today"),
        ("executive", "/today"),
        ("moderator", "/today"),
        ("marketing", "/search"),
        ("product", "/today"),
        ("admin", "/admin"),
    ],
)
def test_staff_begin_where_their_work_is(app: Flask, role: str, first: str) -> None:
    browser = signed_in(app, staff(role))
    assert browser.get("/").location == first
    assert browser.get(first).status_code != 404


@pytest.mark.parametrize("role", ROLES)
def test_nobody_s_bar_has_more_than_six_entries(app: Flask, role: str) -> None:
    viewer = Viewer(staff(role))
    assert len(menu_for(viewer)) <= 6


@pytest.mark.parametrize("role", [role for role, allowed in ROLES.items() if "forum.read" in allowed])
def test_whoever_reads_the_forum_finds_it_in_a_menu(app: Flask, role: str) -> None:
    viewer = Viewer(staff(role))
    found = [entry.endpoint for entry in (*menu_for(viewer), *menu_for(viewer, "user"))]
    assert found.count("forum.community") == 1


def test_a_member_s_bar_is_home_community_ideas_betas_and_you(app: Flask) -> None:
    viewer = Viewer(a_user(a_member()))
    rooms = ["home.home", "forum.community", "ideas.ideas", "betas.betas", "you.you"]
    assert [entry.endpoint for entry in menu_for(viewer)] == rooms


def test_a_new_member_is_led_to_the_welcome(app: Flask) -> None:
    page = text(signed_in(app, a_user(a_member("Mei Tanaka", joined_at=now()))), "/")
    assert "Mei" in page
    assert 'href="/welcome' in page


def test_after_the_welcome_it_is_not_offered_again(app: Flask) -> None:
    page = text(signed_in(app, a_user(a_member(joined_at=now(), welcomed_at=now()))), "/")
    assert "/welcome" not in page


def test_an_empty_home_says_what_will_be_here(app: Flask) -> None:
    page = text(signed_in(app, a_user(a_member(welcomed_at=now()))), "/")
    assert "What came of what you said" in page
    assert "Nothing here yet" in page


def test_what_a_member_said_stands_on_their_home_and_nobody_else_s(app: Flask) -> None:
    mei, jonas = a_member("Mei Tanaka"), a_member("Jonas Lind")
    says(mei, 10, "Three hours became twenty minutes.")
    drain()
    assert "Three hours became twenty minutes." in text(signed_in(app, a_user(mei)), "/")
    assert "Three hours became twenty minutes." not in text(signed_in(app, a_user(jonas)), "/")


def test_other_rooms_show_their_news_on_it(app: Flask) -> None:
    @panel("member_home")
    def news(member: Member) -> str:
        return f"<p>News for {member.short_name}</p>"

    try:
        page = text(signed_in(app, a_user(a_member("Mei Tanaka"))), "/")
    finally:
        _panels.discard(f"member_home {full_name(news)}")
    assert "News for Mei" in page


def test_a_member_s_home_says_nothing_that_only_staff_know(app: Flask) -> None:
    member = a_member(stage="being_heard", stage_since=now())
    says(member, 3, "The rollout was left to us.")
    drain()
    page = text(signed_in(app, a_user(member)), "/").lower()
    for known in (
        "detractor",
        "passive",
        "promoter",
        "being_heard",
        "being heard",
        "stage",
        "segment",
        "case",
        "score",
    ):
        assert f">{known}" not in page
        assert f" {known} " not in page


def test_today_is_for_staff_with_tasks(app: Flask) -> None:
    assert signed_in(app, a_user(a_member())).get("/today").status_code == 404
    assert signed_in(app, staff("admin")).get("/today").status_code == 404


def test_today_shows_who_waits_with_their_clock(app: Flask) -> None:
    says(a_member("Jonas Lind", "Helio Energy"), 3, "The rollout was left to us.", ago=timedelta(days=10))
    drain()
    page = text(signed_in(app, staff("success")), "/today")
    for said in ("Jonas Lind", "Helio Energy", "The rollout was left to us.", "Overdue by", "One customer has waited"):
        assert said in page
    assert "Needs an owner" in page
    assert "Log a call" in page


def test_today_of_marketing_shows_no_cases(app: Flask) -> None:
    says(a_member("Jonas Lind"), 3, "The rollout was left to us.")
    drain()
    page = text(signed_in(app, staff("marketing")), "/today")
    assert "Jonas Lind" not in page
    assert "No customer is waiting" not in page


def test_whom_to_thank_is_who_spoke_openly_and_nothing_said_in_confidence_is_shown(app: Flask) -> None:
    jonas, mei = a_member("Jonas Lind"), a_member("Mei Tanaka")
    with transaction():
        give_feedback(jonas, "Setting it up took an hour.").rating = 5
    with at(now() + timedelta(minutes=5)):
        with transaction():
            give_feedback(mei, "We are leaving our supplier for you.", between_us=True).rating = 5
        page = text(signed_in(app, staff("success")), "/today")
    assert "Setting it up took an hour." in page
    assert "leaving our supplier" not in page


def test_one_s_own_cases_come_before_those_of_others(app: Flask) -> None:
    priya, daniel = staff("success"), staff("success", name="Daniel Okafor")
    says(a_member("Theirs Thorn", owner_user_id=daniel.id), 3, ago=timedelta(days=20))
    says(a_member("Mine Mason", owner_user_id=priya.id), 3)
    drain()
    page = text(signed_in(app, priya), "/today")
    assert page.index("Mine Mason") < page.index("Theirs Thorn")


def test_today_shows_what_one_promised_and_nobody_else_s_promises(app: Flask) -> None:
    priya, daniel = staff("success"), staff("success", name="Daniel Okafor")
    member = a_member("Jonas Lind")
    mine, theirs = signed_in(app, priya), signed_in(app, daniel)
    soon = (today() + timedelta(days=3)).isoformat()
    later = (today() + timedelta(days=30)).isoformat()
    sent = {"call-outcome": "reached", "call-next_what": "Send the script", "call-next_on": soon}
    mine.post(f"/people/{member.id}/call", data=sent)
    mine.post(f"/people/{member.id}/call", data={**sent, "call-next_what": "Review again", "call-next_on": later})
    theirs.post(f"/people/{member.id}/call", data={**sent, "call-next_what": "Ask for a lunch"})
    page = text(mine, "/today")
    assert "Send the script" in page
    assert "Review again" not in page
    assert "Ask for a lunch" not in page


def test_today_shows_who_renews_within_ninety_days(app: Flask) -> None:
    for name, days in (("Soon Ltd", 40), ("Later Ltd", 120), ("Past Ltd", -3)):
        company_id = a_member(company=name).company_id
        with transaction() as session:
            session.get_one(Company, company_id).renews_on = today() + timedelta(days=days)
    page = text(signed_in(app, staff("success")), "/today")
    assert "Soon Ltd" in page
    assert "40 days" in page
    assert "Later Ltd" not in page
    assert "Past Ltd" not in page


def test_the_person_to_thank_is_thanked_once(app: Flask) -> None:
    mei = a_member("Mei Tanaka", "Orbit Health")
    says(mei, 10, "Three hours became twenty minutes.")
    drain()
    browser = signed_in(app, staff("success"))
    assert "Three hours became twenty minutes." in text(browser, "/today")
    browser.post(f"/people/{mei.id}/call", data={"call-outcome": "wrote"})
    assert "Three hours became twenty minutes." not in text(browser, "/today")


def test_nobody_is_thanked_for_a_seven_or_for_last_year(app: Flask) -> None:
    says(a_member("Seven Sven"), 7, "It is all right.")
    says(a_member("Old Otto"), 10, "It was lovely.", ago=timedelta(days=200))
    drain()
    assert "One person to thank" not in text(signed_in(app, staff("success")), "/today")


def test_nobody_is_thanked_for_a_complaint(app: Flask) -> None:
    jonas = a_member("Jonas Lind")
    with transaction():
        give_feedback(jonas, "Search got slower since Tuesday.")
        give_feedback(jonas, "It is slow.").rating = 3
    page = text(signed_in(app, staff("success")), "/today")
    assert "One person to thank" not in page


def test_nobody_is_thanked_whose_case_is_open(app: Flask) -> None:
    mei, jonas = a_member("Mei Tanaka"), a_member("Jonas Lind")
    says(mei, 10, "Three hours became twenty minutes.")
    daniel = staff("success", name="Daniel Okafor")
    with transaction() as session:
        jonas = session.get_one(Member, jonas.id)
        give_feedback(jonas, "Setting it up took an hour.").rating = 5
        for member in (mei, jonas):
            open_case(session.get_one(Member, member.id), "Search got slower.", actor=session.merge(daniel))
    assert "One person to thank" not in text(signed_in(app, staff("success")), "/today")


def test_today_costs_the_same_queries_however_busy(app: Flask) -> None:
    browser = signed_in(app, staff("success"))
    made = iter(range(1_000))

    def add(number: int) -> None:
        for _ in range(number):
            one = next(made)
            owner = staff("success", name=f"Owner {one}")
            member = a_member(f"Person {one}", f"Company {one}", owner_user_id=owner.id)
            says(member, 3, f"Words {one}")
            says(a_member(f"Happy {one}", f"Lucky {one}"), 10, f"Thanks {one}")
            sent = {"call-outcome": "wrote", "call-next_what": f"Promise {one}"}
            browser.post(f"/people/{member.id}/call", data={**sent, "call-next_on": today().isoformat()})
            with transaction() as session:
                session.get_one(Company, member.company_id).renews_on = today() + timedelta(days=9)
        drain()

    assert_queries_do_not_grow(app, browser, "/today", add, few=2, full=10)


@pytest.mark.parametrize(
    ("hour", "words"), [(3, "Hello"), (8, "Good morning"), (13, "Good afternoon"), (20, "Good evening")]
)
def test_the_greeting_knows_the_time_of_day(app: Flask, hour: int, words: str) -> None:
    with app.test_request_context():
        assert greeting(datetime(2026, 1, 15, hour, tzinfo=UTC), "Mei") == f"{words}, Mei"


def test_a_browser_keeps_its_theme(app: Flask) -> None:
    browser = signed_in(app, a_user(a_member()))
    response = browser.post("/theme", data={"theme": "dark", "next": "/you"})
    assert (response.status_code, response.location) == (303, "/you")
    assert 'data-bs-theme="dark"' in text(browser, "/")
    browser.post("/theme", data={"theme": "auto"})
    assert "data-bs-theme" not in text(browser, "/")


def test_a_theme_leads_nobody_to_another_site(app: Flask) -> None:
    browser = signed_in(app, a_user(a_member()))
    assert browser.post("/theme", data={"theme": "dark", "next": "//evil.example"}).location == "/"
    assert browser.post("/theme", data={"theme": "<b>"}).status_code == 422
