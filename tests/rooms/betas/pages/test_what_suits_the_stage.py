"""What a page of a beta says and offers, as it suits the stage and the person."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import transaction
from portal.kits.admission.agreements import sign
from portal.people.logins import member_of
from portal.rooms.betas.actions.applying import invite_testers
from portal.rooms.betas.actions.closing import close_beta
from portal.rooms.betas.actions.keys import add_keys
from portal.rooms.betas.actions.reports import Finding, report
from portal.rooms.betas.actions.testing import finish_task, set_task
from portal.rooms.betas.badges import SHELVES
from portal.rooms.betas.models import Beta
from portal.rooms.betas.queries.dashboard import participation_of
from tests.actors import signed_in, staff
from tests.rooms.betas.pages.rooms import Round
from tests.rooms.betas.rooms import a_beta, a_tester, act, again, applied, go, row, seated

pytestmark = pytest.mark.one_database

UTC = ZoneInfo("UTC")


def test_a_beta_whose_seats_are_taken_says_how_many_it_has_and_promises_no_waitlist(round_: Round) -> None:
    for user in (round_.mei, round_.kim):
        page = round_.browser(user).get(round_.url).get_data(as_text=True)
        assert "3 seats" in page
        assert "there is a waitlist" not in page


def test_a_key_is_offered_and_counted_only_where_there_are_keys(app: Flask) -> None:
    pm, mei = staff("product"), a_tester()
    beta = a_beta(pm, "recruit")
    applied(beta, mei)
    go(beta, pm, "choose")
    seated(beta, pm, mei)
    go(beta, pm, "onboard", "run")
    url = f"/betas/{beta.id}"

    def seen_by(user: User) -> str:
        return " ".join(signed_in(app, user).get(url).get_data(as_text=True).split())

    assert "Report something" in seen_by(mei)
    assert "Show my key" not in seen_by(mei)
    assert "Keys left" not in seen_by(mei)
    assert ">none<" in seen_by(pm).split("Keys left")[1][:200]
    act(add_keys, beta, ["NW-1"], pm)
    assert "Show my key" in seen_by(mei)
    assert ">1<" in seen_by(pm).split("Keys left")[1][:200]
    signed_in(app, mei).post(f"{url}/key")
    assert "Show my key" in seen_by(mei), "hers is given out, and she may look again"
    assert ">0<" in seen_by(pm).split("Keys left")[1][:200]


def test_a_beta_to_which_one_is_invited_stands_once_in_the_list(app: Flask) -> None:
    pm, mei, una = staff("product"), a_tester(), a_tester("Una Moe", "Casa Verde")
    beta = a_beta(pm, "recruit")
    with transaction():
        invite_testers(again(beta), [member_of(again(mei))], again(pm), "scans every day")
    link = f'href="/betas/{beta.id}"'
    hers = signed_in(app, mei).get("/betas").get_data(as_text=True)
    assert (hers.count(link), hers.count("you are invited")) == (1, 1)
    assert "Nothing else to test right now" in hers
    others = signed_in(app, una).get("/betas").get_data(as_text=True)
    assert (others.count(link), others.count("you are invited")) == (1, 0)


def test_the_people_open_on_those_who_matter_at_this_stage(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm)
    mei, una = a_tester(), a_tester("Una Moe", "Casa Verde")
    browser, url = signed_in(app, pm), f"/betas/{beta.id}/testers"

    def opens_on() -> str:
        page = browser.get(url).get_data(as_text=True)
        (shelf,) = re.findall(r'<a[^>]*href="[^"]*\?show=(\w+)"[^>]*aria-current="page"', page)
        return str(shelf)

    assert opens_on() == "applied"
    go(beta, pm, "recruit")
    assert opens_on() == "applied"
    applied(beta, mei, una)
    go(beta, pm, "choose")
    seated(beta, pm, mei)
    assert opens_on() == "applied"
    for trigger in ("onboard", "run", "pause", "wrap_up"):
        go(beta, pm, trigger)
        assert opens_on() == "testing", trigger
    act(close_beta, beta, "Thank you for every word.", pm)
    assert opens_on() == "everybody"
    go(beta, pm, "archive")
    assert opens_on() == "everybody"


def test_an_empty_shelf_says_what_will_stand_on_it(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    browser, url = signed_in(app, pm), f"/betas/{beta.id}/testers"
    recruiting = "the voters of its idea are the first to invite"
    assert recruiting in browser.get(url).get_data(as_text=True)
    go(beta, pm, "choose", "onboard")
    said = set()
    for shelf in SHELVES:
        page = browser.get(f"{url}?show={shelf}").get_data(as_text=True)
        assert recruiting not in page, shelf
        said.add(page.split('class="empty-room-text">')[1].split("</p>")[0])
    assert len(said) == len(SHELVES), "each has words of its own"


def test_a_draw_that_is_refused_comes_back_to_those_who_applied(app: Flask) -> None:
    pm, mei = staff("product"), a_tester()
    beta = a_beta(pm, "recruit")
    go(beta, pm, "choose", "onboard")
    with transaction() as session:
        session.get_one(Beta, beta.id).status = "recruiting"
    applied(beta, mei)
    with transaction() as session:
        session.get_one(Beta, beta.id).status = "onboarding"
    wrong = signed_in(app, pm).post(f"/betas/{beta.id}/draw", data={"most": "0"})
    assert wrong.status_code == 422
    assert "Draw and offer seats" in wrong.get_data(as_text=True)


def test_praise_is_neither_open_nor_fixed_and_is_heard(round_: Round) -> None:
    act(sign, again(round_.agreement).newest, round_.pm)
    praise = act(report, row(round_.beta, round_.mei), Finding("praise", "The lantern is lovely"), round_.mei).id
    browser = round_.browser(round_.pm)
    found = browser.get(round_.url).get_data(as_text=True).split("What they found")[1].split("</section>")[0]
    cells = [re.findall(r'<td class="num"[^>]*>([^<]+)</td>', line) for line in found.split("<tr>")[2:]]
    assert cells == [["1", "1", "0"], ["1", "–", "–"]]
    url = f"{round_.url}/reports/{praise}"
    page = browser.get(url).get_data(as_text=True)
    assert "It is heard" in page
    assert "It is fixed" not in page
    assert "Take it up" not in page
    browser.post(f"{url}/settlement", data={"trigger": "accept", "answer": ""})
    hers = round_.browser(round_.mei).get(round_.url).get_data(as_text=True)
    assert "Heard" in hers.split("The lantern is lovely")[1][:300]


def test_the_days_of_a_beta_that_is_over_are_those_on_which_it_ran(round_: Round) -> None:
    began = again(round_.beta).starts_at.date()
    with at(now() + timedelta(days=10)):
        task = act(set_task, round_.beta, 2, "Print it", round_.pm)
        act(finish_task, task, row(round_.beta, round_.mei), round_.mei)
    with at(now() + timedelta(days=12)):
        assert len(participation_of(again(round_.beta), UTC)) == 28, "while it runs: the last four weeks"
        go(round_.beta, round_.pm, "wrap_up")
        act(close_beta, round_.beta, "Thank you.", round_.pm)
    with at(now() + timedelta(days=200)):
        go(round_.beta, round_.pm, "archive")
        days = participation_of(again(round_.beta), UTC)
        page = round_.browser(round_.pm).get(round_.url).get_data(as_text=True)
    assert [line.day for line in days] == [began + timedelta(days=day) for day in range(13)]
    assert [day for day, line in enumerate(days) if line.testers] == [0, 10]
    assert "in the last four weeks" not in page
    assert "Once it's running" not in page


def test_a_long_beta_without_a_planned_end_shows_the_four_weeks_before_its_last_deed(round_: Round) -> None:
    with transaction():
        again(round_.beta).starts_at = now() - timedelta(days=90)
        again(round_.beta).ends_at = None
    with at(now() + timedelta(days=40)):
        go(round_.beta, round_.pm, "wrap_up")
        days = participation_of(again(round_.beta), UTC)
    assert (len(days), days[-1].testers, days[-1].day) == (28, 1, now().date())


def test_a_beta_that_nobody_took_part_in_says_so_when_it_is_over(app: Flask) -> None:
    pm = staff("product")
    beta = a_beta(pm, "recruit")
    browser = signed_in(app, pm)
    assert "Once it's running" in browser.get(f"/betas/{beta.id}").get_data(as_text=True)
    go(beta, pm, "cancel", reason="It cannot work.")
    page = browser.get(f"/betas/{beta.id}").get_data(as_text=True)
    assert "Nobody has done a task or reported anything yet." in page
    assert "Once it's running" not in page
