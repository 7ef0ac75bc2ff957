"""Votes and ideas without end: how the pages refuse them."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.core.clock import at, now
from tests.actors import signed_in
from tests.rooms.forum.reading.talking import somebody
from tests.rooms.ideas.boards import a_board, an_idea
from tests.waiting import told_when

pytestmark = pytest.mark.one_database


def test_whoever_votes_too_often_is_told_when_to_come_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.rooms.ideas.actions.votes.MAX_VOTES", 2)
    board, browser = a_board(), signed_in(app, somebody())
    first, second, third = (an_idea(board, f"Idea {number}") for number in range(3))
    moment = now()
    for minute, idea in ((0, first), (6, second)):
        with at(moment + timedelta(minutes=minute)):
            assert browser.post(f"/ideas/{idea.id}/vote").status_code == 303
    with at(moment + timedelta(minutes=7)):
        assert told_when(browser.post(f"/ideas/{third.id}/vote")) == 180
    with at(moment + timedelta(minutes=10)):
        assert browser.post(f"/ideas/{third.id}/vote").status_code == 303


def test_whoever_suggests_too_often_is_told_when_and_keeps_their_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.rooms.ideas.actions.ideas.MAX_IDEAS", 1)
    browser, url = signed_in(app, somebody()), f"/ideas/boards/{a_board().id}/new"
    typed = {"title": "Search in our old faxes", "body": "By date."}
    assert browser.post(url, data=typed).status_code == 303
    answer = browser.post(url, data=typed | {"title": "Sort our old faxes", "looked": "Sort our old faxes"})
    told_when(answer)
    assert "Sort our old faxes" in answer.get_data(as_text=True)
