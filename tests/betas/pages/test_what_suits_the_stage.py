"""What a page of a beta says and offers, as it suits the stage and the person."""

import re

from flask import Flask

from portal.betas.actions.applying import invite_testers
from portal.betas.actions.closing import close_beta
from portal.betas.actions.keys import add_keys
from portal.betas.looks import SHELVES
from portal.betas.models import Beta
from portal.core.database import transaction
from portal.members.models import User
from tests.betas.pages.rooms import Round
from tests.betas.rooms import a_beta, a_tester, act, again, applied, go, seated
from tests.people import signed_in, staff


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
        invite_testers(again(beta), [again(mei).member], again(pm), "scans every day")
    link = f'href="/betas/{beta.id}"'
    hers = signed_in(app, mei).get("/betas").get_data(as_text=True)
    assert (hers.count(link), hers.count("you are invited")) == (1, 1)
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
