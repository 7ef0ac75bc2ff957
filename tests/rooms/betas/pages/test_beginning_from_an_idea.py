"""From what product decides by to a beta with those who voted for it."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.logins import member_of
from portal.rooms.betas.models import Beta
from portal.rooms.ideas.models import Board, Idea
from tests.actors import signed_in, staff
from tests.rooms.betas.pages.test_running_one import PLAN, an_idea, newest
from tests.rooms.betas.rooms import a_beta, a_tester, again, an_agreement

pytestmark = pytest.mark.one_database

BEGIN = "Start a beta with its voters"


def decision(app: Flask, user: User, idea: Idea) -> str:
    return signed_in(app, user).get(f"/ideas/{idea.id}/decision").get_data(as_text=True)


def test_a_beta_begins_with_the_voters_of_an_idea(app: Flask) -> None:
    pm, mei = staff("product"), a_tester()
    idea = an_idea(member_of(again(mei)))
    with transaction():
        again(idea).status = "new"
    page = decision(app, pm, idea)
    assert "It is not tested yet." in page
    (there,) = re.findall(r'href="(/betas/new[^"]+)"', page)
    browser = signed_in(app, pm)
    form = browser.get(there).get_data(as_text=True)
    assert f'<option selected value="{idea.id}">Compare scans</option>' in form
    assert re.search(r'<input[^>]*name="name"[^>]*value="Compare scans"', form)
    assert browser.post(there, data={**PLAN, "name": "", "idea": str(idea.id)}).status_code == 422
    assert browser.post(there, data={**PLAN, "idea": str(idea.id)}).status_code == 303
    beta = newest()
    assert (beta.idea_id, beta.name) == (idea.id, PLAN["name"])
    page = decision(app, pm, idea)
    assert f'href="/betas/{beta.id}"' in page
    assert "Draft" in page.split(f'href="/betas/{beta.id}"')[1][:400]
    assert "It is not tested yet." not in page
    assert "Mei Tanaka" in browser.get(f"/betas/{beta.id}/invitations").get_data(as_text=True)


def test_only_those_who_run_betas_can_begin_one_and_only_while_the_idea_is_open(app: Flask) -> None:
    pm, success, idea = staff("product"), staff("success"), an_idea()
    assert BEGIN in decision(app, pm, idea)
    others = decision(app, success, idea)
    assert "Who wants it" in others
    assert BEGIN not in others
    beta = a_beta(pm, idea_id=idea.id)
    with transaction():
        again(idea).status = "shipped"
    shipped = decision(app, pm, idea)
    assert BEGIN not in shipped
    assert f'href="/betas/{beta.id}"' in shipped, "where it was tested is told still"


def test_an_idea_that_one_does_not_see_is_not_chosen_nor_named(app: Flask) -> None:
    pm = staff("product")
    agreement, idea = an_agreement(pm), an_idea()
    with transaction() as session:
        session.get_one(Board, idea.board_id).agreement_id = agreement.id
        session.get_one(Idea, idea.id).status_at = now()
    browser = signed_in(app, pm)
    for asked in (idea.id, 999, 0, -1, "x", "9" * 30):
        answer = browser.get(f"/betas/new?idea={asked}")
        assert answer.status_code == 200, asked
        assert "Compare scans" not in answer.get_data(as_text=True), asked
    refused = browser.post(f"/betas/new?idea={idea.id}", data={**PLAN, "idea": str(idea.id)})
    assert refused.status_code == 422
    assert db.session.scalars(select(Beta)).all() == []
