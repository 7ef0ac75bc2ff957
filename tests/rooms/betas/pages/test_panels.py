"""What betas add to other pages, and to whose."""

import re
from datetime import timedelta

import pytest

from portal.access.models import User
from portal.core.clock import at, now
from portal.kits.admission.agreements import change_agreement, sign
from tests.actors import staff
from tests.rooms.betas.pages.rooms import Round
from tests.rooms.betas.rooms import act, again

pytestmark = pytest.mark.one_database


def test_a_member_s_home_shows_their_next_step_and_nobody_else_s(round_: Round) -> None:
    hers = round_.browser(round_.mei).get("/").get_data(as_text=True)
    assert "Compare two scans · 10 minutes" in hers
    assert "A seat is yours if you want it." in round_.browser(round_.kim).get("/").get_data(as_text=True)
    assert "Are you still testing?" in round_.browser(round_.jonas).get("/").get_data(as_text=True)
    for other in (round_.ana, round_.una):
        assert "Your beta" not in round_.browser(other).get("/").get_data(as_text=True)


def test_a_task_waits_for_its_week_and_for_the_signature(round_: Round) -> None:
    browser = round_.browser(round_.mei)
    page = browser.get(round_.url).get_data(as_text=True)
    first = page.split('/done"')[0].rsplit("/tasks/")[-1]
    browser.post(f"{round_.url}/tasks/{first}/done")
    assert "Send a comparison" not in browser.get("/").get_data(as_text=True)
    with at(now() + timedelta(days=8)):
        assert "Send a comparison" in round_.browser(round_.mei).get("/").get_data(as_text=True)
        act(change_agreement, round_.agreement, "And take no pictures.", round_.pm)
        assert "Send a comparison" not in round_.browser(round_.mei).get("/").get_data(as_text=True)


def test_product_s_day_shows_reports_that_wait_once_signed_and_seats_that_lapse(round_: Round) -> None:
    browser = round_.browser(round_.pm)
    assert "report is waiting" not in browser.get("/today").get_data(as_text=True)
    act(sign, again(round_.agreement).newest, round_.pm)
    assert "1 report is waiting for a review" in browser.get("/today").get_data(as_text=True)
    with at(now() + timedelta(days=2)):
        page = round_.browser(round_.pm).get("/today").get_data(as_text=True)
    assert "Kim Park" in page
    assert "report is waiting" not in round_.browser(staff("success")).get("/today").get_data(as_text=True)


def test_a_person_s_page_shows_colleagues_their_betas(round_: Round) -> None:
    page = round_.browser(round_.pm).get(f"/people/{round_.kim.member_id}").get_data(as_text=True)
    assert "works on paper all day" in page
    assert "Offered a seat" in page
    hidden = round_.browser(staff("moderator")).get(f"/people/{round_.kim.member_id}").get_data(as_text=True)
    assert "works on paper all day" not in hidden


def test_what_comes_up_in_a_beta_stands_in_each_one_s_own_calendar(round_: Round) -> None:
    def coming(user: User) -> str:
        return round_.browser(user).get("/coming-up").get_data(as_text=True)

    hers = coming(round_.mei)
    for words in ("the beta ends", "the tasks of week 1 are due", "the tasks of week 2 are due"):
        assert words in hers, words
    assert "your seat waits until then" in coming(round_.kim)
    his = coming(round_.jonas)
    assert "we hope to hear from you by then" in his
    assert "the beta ends" in coming(round_.pm)
    for other in (round_.kim, round_.ana, round_.una, round_.pm):
        assert "the tasks of week" not in coming(other)
    page = round_.browser(round_.mei).get(round_.url).get_data(as_text=True)
    for done in set(re.findall(rf"{round_.url}/tasks/\d+/done", page)):
        round_.browser(round_.mei).post(done)
    hers = coming(round_.mei)
    assert "the tasks of week 1 are due" not in hers
    assert "the tasks of week 2 are due" in hers
    act(change_agreement, round_.agreement, "And take no pictures.", round_.pm)
    assert "the tasks of week" not in coming(round_.mei)
