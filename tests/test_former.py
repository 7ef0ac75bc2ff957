"""Addresses of the version before go on working: each leads on to where the act is now."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.database import db
from portal.former import FORMER, SWITCHES
from portal.rooms.ideas.models import Board, Vote
from tests.actors import signed_in, staff
from tests.world import a_world

ENDS = [(rule, f"?{word}=1", end) for rule, (word, _begin, end) in SWITCHES.items()]
BEGINS = [(rule, "", begin) for rule, (_word, begin, _end) in SWITCHES.items() if rule.endswith("/lock")]


@pytest.mark.parametrize(("rule", "asked", "endpoint"), [*((rule, "", end) for rule, end in FORMER), *ENDS, *BEGINS])
def test_each_former_address_leads_to_its_act(app: Flask, rule: str, asked: str, endpoint: str) -> None:
    path = re.sub(r"<int:\w+>", "7", rule).replace("<place>", "topic:7")
    answer = signed_in(app, staff("owner")).post(f"{path}{asked}", data={"kept": "yes"})
    assert answer.status_code == 308
    adapter = app.url_map.bind("localhost")
    assert adapter.match(answer.headers["Location"], method="POST")[0] == endpoint


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("?back=1&category_id=2", "?category_id=2"),
        ("?back=1&endpoint=x&_anchor=x&_method=GET", "?endpoint=x&_anchor=x&_method=GET"),
        ("?back=1&_scheme=javascript&_external=1", "?_scheme=javascript&_external=1"),
        ("?a=1&back=1&a=2&off=3&%ff=%fe", "?a=1&a=2&off=3&%ff=%fe"),
    ],
)
def test_what_stood_behind_the_address_goes_along_as_it_came(app: Flask, asked: str, kept: str) -> None:
    answer = signed_in(app, staff("owner")).post(f"/community/categories/1/retirement{asked}")
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"/community/categories/1/retirement/end{kept}"


def test_what_was_sent_to_a_former_address_is_done(app: Flask) -> None:
    world = a_world(app)
    promoter, owner = signed_in(app, world.promoter), signed_in(app, world.owner)
    promoter.post(f"/ideas/{world.idea_id}/vote/withdrawal", follow_redirects=True)
    votes = select(Vote).where(Vote.idea_id == world.idea_id, Vote.member_id == world.member_id)
    assert db.session.scalar(votes) is None
    for asked, is_retired in (("", True), ("?back=1", False)):
        owner.post(f"/ideas/boards/{world.board_id}/retirement{asked}", follow_redirects=True)
        board = db.session.get_one(Board, world.board_id, populate_existing=True)
        assert (board.retired_at is not None) is is_retired
        db.session.rollback()
