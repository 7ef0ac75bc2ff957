"""Every look at a key is written down, and those who run betas read by whom and when, never the key."""

import re
from datetime import timedelta

import pytest

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.paging import PAGE
from portal.rooms.betas.actions.keys import reveal_key
from portal.rooms.betas.models import BetaKey, KeyReveal
from tests.actors import staff
from tests.queries import assert_queries_do_not_grow
from tests.rooms.betas.pages.rooms import Round
from tests.rooms.betas.rooms import act, row

pytestmark = pytest.mark.one_database


def log_of(page: str) -> str:
    return page.split('id="looks"')[1].split("</section>", maxsplit=1)[0]


def test_product_reads_who_looked_at_which_key_and_when_but_never_the_key(round_: Round) -> None:
    browser = round_.browser(round_.pm)
    assert "Nobody has viewed a key yet" in log_of(browser.get(f"{round_.url}/tasks").get_data(as_text=True))
    with at(now() - timedelta(days=2)):
        act(reveal_key, row(round_.beta, round_.mei), round_.mei)
    act(reveal_key, row(round_.beta, round_.jonas), round_.jonas)
    page = browser.get(f"{round_.url}/tasks").get_data(as_text=True)
    log = log_of(page)
    names = re.findall(r'<th scope="row">([^<]+)</th>', log)
    numbers = [int(number) for number in re.findall(r'<td class="num"[^>]*>(\d+)</td>', log)]
    looks = db.session.query(KeyReveal).order_by(KeyReveal.id.desc()).all()
    assert (names, numbers) == (["Jonas Lind", "Mei Tanaka"], [look.key_id for look in looks])
    assert "2 days ago" in log
    assert "NW-SECRET" not in page


def test_a_look_stays_in_the_log_when_whoever_looked_is_gone(round_: Round) -> None:
    act(reveal_key, row(round_.beta, round_.mei), round_.mei)
    with transaction() as session:
        session.query(KeyReveal).update({"user_id": None})
    assert "a former member" in log_of(round_.browser(round_.pm).get(f"{round_.url}/tasks").get_data(as_text=True))


def test_the_log_is_for_those_who_run_betas(round_: Round) -> None:
    act(reveal_key, row(round_.beta, round_.mei), round_.mei)
    for other in (staff("success"), round_.mei, round_.jonas, round_.una):
        assert round_.browser(other).get(f"{round_.url}/tasks").status_code == 404


def test_the_log_is_read_page_by_page_and_asks_no_more_with_more_looks(round_: Round) -> None:
    browser, lookers = round_.browser(round_.pm), [round_.mei.id, round_.jonas.id, round_.pm.id, round_.una.id]
    act(reveal_key, row(round_.beta, round_.mei), round_.mei)
    key = db.session.query(BetaKey).filter(BetaKey.applicant_id.is_not(None)).one().id

    def look(many: int) -> None:
        with transaction() as session:
            for number in range(many):
                who = session.get_one(User, lookers[number % len(lookers)]).id
                session.add(KeyReveal(key_id=key, user_id=who, at=now()))

    assert_queries_do_not_grow(round_.app, browser, f"{round_.url}/tasks", look, few=3, full=PAGE + 5)
    first = browser.get(f"{round_.url}/tasks").get_data(as_text=True)
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = browser.get(older[1].replace("&amp;", "&")).get_data(as_text=True)
    shown = [len(re.findall('<th scope="row">', log_of(page))) for page in (first, second)]
    assert shown[0] < sum(shown) == db.session.query(KeyReveal).count()
