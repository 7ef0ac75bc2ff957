from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.access.models import User
from portal.core.database import db
from portal.ledger.worker import drain
from portal.rooms.care.models import Call, Case, Promise
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.care.words import a_case, case_of, says

pytestmark = pytest.mark.one_database


@pytest.fixture
def priya(app: Flask) -> User:
    return staff("success")


@pytest.fixture
def browser(app: Flask, priya: User) -> FlaskClient:
    return signed_in(app, priya)


@pytest.fixture
def case(app: Flask) -> Case:
    return a_case(a_member("Jonas Lind", "Helio Energy"), 3, "The rollout was left to us.")


def again(case: Case) -> Case:
    """The case as it stands now."""
    return db.session.get_one(Case, case.id, populate_existing=True)


def text(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_new_case_stands_under_needs_an_owner_first(browser: FlaskClient, case: Case) -> None:
    page = text(browser, "/cases")
    assert "Jonas Lind" in page
    assert "The rollout was left to us." in page
    assert "Needs an owner" in page


def test_each_list_shows_its_own_cases(browser: FlaskClient, case: Case) -> None:
    says(a_member("Luc Petit"), 4, "Old words.", ago=timedelta(days=200))
    drain()
    assert "Luc Petit" not in text(browser, "/cases?show=open")
    assert "Luc Petit" in text(browser, "/cases?show=triage")
    assert "Jonas Lind" not in text(browser, "/cases?show=mine")
    browser.post(f"/cases/{case.id}/taken")
    assert "Jonas Lind" in text(browser, "/cases?show=mine")
    assert "Jonas Lind" not in text(browser, "/cases?show=unowned")


def test_the_first_clock_comes_first(browser: FlaskClient) -> None:
    says(a_member("Later Lee"), 3, ago=timedelta(hours=1))
    says(a_member("Early Eve"), 3, ago=timedelta(days=20))
    drain()
    page = text(browser, "/cases?show=open")
    assert page.index("Early Eve") < page.index("Later Lee")


def test_asking_for_a_list_that_is_not_there_shows_one_that_is(browser: FlaskClient) -> None:
    assert "Cases" in text(browser, "/cases?show=%00nonsense&page=a%FF")


def test_cases_cost_the_same_queries_however_many(app: Flask, browser: FlaskClient) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            name = f"Person {add.made}"
            owner = staff("success", name=f"Owner {add.made}")
            says(a_member(name, f"Company {add.made}", owner_user_id=owner.id), 3, f"Words {add.made}")
            add.made += 1
        drain()

    add.made = 0
    assert_queries_do_not_grow(app, browser, "/cases?show=open", add, full=30)


@pytest.mark.parametrize("role", ["marketing", "moderator", "admin"])
def test_colleagues_of_other_rooms_see_no_cases(app: Flask, case: Case, role: str) -> None:
    browser = signed_in(app, staff(role))
    assert browser.get("/cases").status_code == 404
    assert browser.get(f"/cases/{case.id}").status_code == 404
    assert browser.post(f"/cases/{case.id}/taken").status_code == 404


def test_the_customer_sees_no_case_of_theirs(app: Flask, case: Case) -> None:
    browser = signed_in(app, a_user(case.member))
    for url in ("/cases", f"/cases/{case.id}", f"/people/{case.member_id}/call", f"/people/{case.member_id}/case"):
        assert browser.get(url).status_code == 404
    assert browser.post(f"/cases/{case.id}/closure").status_code == 404
    assert again(case).status == "open"


def test_signed_out_people_are_sent_to_sign_in(client: FlaskClient, case: Case) -> None:
    assert client.get(f"/cases/{case.id}").status_code == 303


@pytest.mark.parametrize("role", ["product", "executive"])
def test_product_and_executives_read_but_change_nothing(app: Flask, case: Case, role: str) -> None:
    browser = signed_in(app, staff(role))
    page = text(browser, f"/cases/{case.id}")
    assert "The rollout was left to us." in page
    assert f'action="/cases/{case.id}' not in page
    assert "Log it" not in page
    for step in ("taken", "owner", "answer", "unreachable", "closure", "closure/end", "opening", "dismissal"):
        assert browser.post(f"/cases/{case.id}/{step}").status_code == 404
    assert again(case).status == "open"


def test_a_case_that_is_not_there_is_not_found(browser: FlaskClient) -> None:
    assert browser.get("/cases/4711").status_code == 404
    assert browser.post("/cases/4711/taken").status_code == 404


def test_a_call_is_logged_from_the_case(browser: FlaskClient, case: Case, priya: User) -> None:
    response = browser.post(
        f"/people/{case.member_id}/call",
        data={
            "call-outcome": "reached",
            "call-note": "We agreed on the script.",
            "call-next_what": "Send the script",
            "call-next_on": "2100-01-04",
            "call-answers_case": "y",
            "call-back": f"/cases/{case.id}",
        },
    )
    assert (response.status_code, response.location) == (303, f"/cases/{case.id}")
    assert again(case).status == "answered"
    assert db.session.scalars(db.select(Promise)).one().by_user_id == priya.id
    page = text(browser, f"/cases/{case.id}")
    assert page.count("We agreed on the script.") == 2  # what came of it, and the history
    assert ("What came of it" in page, "What we did" in page) == (True, False)
    assert "Send the script" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Say what came of it."),
        ({"call-outcome": "sang"}, "Not a valid choice."),
        ({"call-outcome": "reached", "call-next_what": "Send it"}, "Choose a day"),
        ({"call-outcome": "reached", "call-next_on": "2100-01-04"}, "Say what will be done"),
        (
            {"call-outcome": "reached", "call-next_on": "2001-01-04", "call-next_what": "x"},
            "still to come",
        ),
        ({"call-outcome": "reached", "call-answers_case": "y"}, "it is the answer to the case"),
    ],
)
def test_an_incomplete_call_comes_back_with_what_was_typed(
    browser: FlaskClient, case: Case, sent: dict[str, str], said: str
) -> None:
    response = browser.post(f"/people/{case.member_id}/call", data=sent)
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert said in page
    if "call-next_what" in sent:
        assert f'value="{sent["call-next_what"]}"' in page
    assert db.session.scalar(db.select(db.func.count()).select_from(Call)) == 0


@pytest.mark.parametrize("day", ["", "soon"])
def test_a_promise_without_a_day_is_told_one_thing(browser: FlaskClient, case: Case, day: str) -> None:
    sent = {"call-outcome": "reached", "call-next_what": "Send it", "call-next_on": day}
    page = browser.post(f"/people/{case.member_id}/call", data=sent).get_data(as_text=True)
    assert ("Choose a day to do it by." in page, "Not a valid date value" in page) == (True, False)


def test_after_logging_nobody_is_led_to_another_site(browser: FlaskClient, case: Case) -> None:
    sent = {"call-outcome": "wrote", "call-back": "//evil.example/"}
    response = browser.post(f"/people/{case.member_id}/call", data=sent)
    assert response.location == f"/people/{case.member_id}"


def test_a_case_is_given_to_a_colleague(browser: FlaskClient, case: Case) -> None:
    daniel = staff("owner", name="Daniel Okafor")
    browser.post(f"/cases/{case.id}/owner", data={"owner": daniel.id})
    assert again(case).owner_user_id == daniel.id


def test_a_case_is_not_given_to_somebody_who_cannot_work_it(browser: FlaskClient, case: Case) -> None:
    lena = staff("product", name="Lena Vogt")
    assert browser.post(f"/cases/{case.id}/owner", data={"owner": lena.id}).status_code == 422
    assert again(case).owner_user_id is None


def test_an_answer_without_words_comes_back(browser: FlaskClient, case: Case) -> None:
    response = browser.post(f"/cases/{case.id}/answer", data={"outcome": "  "})
    assert response.status_code == 422
    assert "Say in a sentence what we did." in response.get_data(as_text=True)


def test_a_case_goes_its_way(browser: FlaskClient, case: Case) -> None:
    browser.post(f"/cases/{case.id}/taken")
    browser.post(f"/people/{case.member_id}/call", data={"call-outcome": "could_not_reach"})
    browser.post(f"/cases/{case.id}/unreachable")
    assert again(case).status == "unreachable"
    browser.post(f"/cases/{case.id}/closure/end")
    browser.post(f"/cases/{case.id}/answer", data={"outcome": "He called back."})
    browser.post(f"/cases/{case.id}/closure")
    assert again(case).status == "closed"
    page = text(browser, f"/cases/{case.id}")
    for said in ("Case opened", "Somebody took it on", "Nobody picked up", "He called back.", "Closed"):
        assert said in page


def test_what_is_no_longer_possible_says_so(browser: FlaskClient, case: Case) -> None:
    browser.post(f"/cases/{case.id}/closure")
    response = browser.post(f"/cases/{case.id}/closure")
    assert response.status_code == 409
    assert "The status has changed to “Closed”" in response.get_data(as_text=True)


def test_triage_is_opened_and_dismissed_on_the_page(browser: FlaskClient) -> None:
    first, second = a_member("Luc Petit"), a_member("Oksana Bondar")
    says(first, 4, ago=timedelta(days=200))
    says(second, 4, ago=timedelta(days=200))
    real, over = case_of(first), case_of(second)
    assert "it's waiting for review" in text(browser, f"/cases/{real.id}")
    browser.post(f"/cases/{real.id}/opening")
    browser.post(f"/cases/{over.id}/dismissal")
    assert (again(real).status, again(over).status) == ("open", "closed")


def test_a_case_is_opened_by_hand(browser: FlaskClient) -> None:
    member = a_member()
    assert browser.post(f"/people/{member.id}/case", data={"text": ""}).status_code == 422
    response = browser.post(f"/people/{member.id}/case", data={"text": "The export is wrong."})
    case = db.session.scalars(db.select(Case)).one()
    assert response.location == f"/cases/{case.id}"
    assert "The export is wrong." in text(browser, f"/cases/{case.id}")


def test_words_of_customers_are_shown_as_words(browser: FlaskClient) -> None:
    case = a_case(a_member(), 3, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in text(browser, f"/cases/{case.id}")


def test_a_promise_is_kept_and_taken_back(browser: FlaskClient, case: Case) -> None:
    sent = {"call-outcome": "wrote", "call-next_what": "Send it", "call-next_on": "2100-01-04"}
    browser.post(f"/people/{case.member_id}/call", data=sent)
    promise = db.session.scalars(db.select(Promise)).one()
    browser.post(f"/promises/{promise.id}/kept", data={"back": f"/cases/{case.id}"})
    assert db.session.get_one(Promise, promise.id, populate_existing=True).done_at is not None
    assert "Undo" in text(browser, f"/cases/{case.id}")
    browser.post(f"/promises/{promise.id}/kept/end")
    assert db.session.get_one(Promise, promise.id, populate_existing=True).done_at is None


def test_promises_are_listed_until_they_are_kept(app: Flask, browser: FlaskClient, case: Case) -> None:
    sent = {"call-outcome": "wrote", "call-next_what": "Send the script", "call-next_on": "2100-01-04"}
    browser.post(f"/people/{case.member_id}/call", data=sent)
    daniel = signed_in(app, staff("success", name="Daniel Okafor"))
    assert "Send the script" in text(browser, "/promises")
    assert "Send the script" not in text(daniel, "/promises")
    assert "Send the script" in text(daniel, "/promises?whose=everybody")
    browser.post(f"/promises/{db.session.scalars(db.select(Promise.id)).one()}/kept")
    assert "Send the script" not in text(browser, "/promises")


def test_promises_are_for_those_who_make_them(app: Flask, case: Case) -> None:
    for user in (a_user(case.member), staff("marketing"), staff("product")):
        assert signed_in(app, user).get("/promises").status_code == 404


def test_promises_cost_the_same_queries_however_many(app: Flask, browser: FlaskClient) -> None:
    made = iter(range(1_000))

    def add(number: int) -> None:
        for _ in range(number):
            one = next(made)
            member = a_member(f"Person {one}", f"Company {one}")
            sent = {"call-outcome": "wrote", "call-next_what": f"Promise {one}", "call-next_on": "2100-01-04"}
            signed_in(app, staff("success", name=f"By {one}")).post(f"/people/{member.id}/call", data=sent)

    assert_queries_do_not_grow(app, browser, "/promises?whose=everybody", add, few=2, full=8)


def test_a_person_s_page_shows_cases_and_the_box(browser: FlaskClient, case: Case) -> None:
    page = text(browser, f"/people/{case.member_id}")
    assert "The rollout was left to us." in page
    assert f'action="/people/{case.member_id}/call#call-box"' in page


def test_marketing_sees_neither_on_a_person_s_page(app: Flask, case: Case) -> None:
    page = text(signed_in(app, staff("marketing")), f"/people/{case.member_id}")
    assert f"/cases/{case.id}" not in page
    assert "Log a call" not in page


def test_a_company_s_page_shows_the_last_human_touch(browser: FlaskClient, case: Case) -> None:
    sent = {"call-outcome": "reached", "call-note": "Calmer than in autumn."}
    browser.post(f"/people/{case.member_id}/call", data=sent)
    page = text(browser, f"/companies/{case.company_id}")
    assert "Calmer than in autumn." in page
    assert "The rollout was left to us." in page
