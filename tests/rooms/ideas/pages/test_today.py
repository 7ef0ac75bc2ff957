"""What product finds of ideas on Today: what moved, what hurts, who waits for an answer, who was not told."""

from datetime import timedelta

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.actions import capture_feedback, tag_named
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.talk import comment_on
from portal.rooms.ideas.actions.votes import cast_vote
from portal.rooms.ideas.models import Idea
from portal.rooms.ideas.queries import gaining
from tests.actors import signed_in, staff
from tests.queries import counted
from tests.rooms.forum.reading.talking import an_agreement, somebody
from tests.rooms.ideas.boards import a_board, an_idea, crowd, moved

pytestmark = pytest.mark.one_database


def voted(idea: Idea, members: list[int]) -> None:
    with transaction() as session:
        for member_id in members:
            cast_vote(ballot_of(session.get_one(Idea, idea.id)), session.get_one(Member, member_id))


def test_what_gained_most_this_week_stands_first(app: Flask) -> None:
    board, lena, mei = a_board(), staff("product", name="Lena Vogt"), somebody()
    old, small, spoken, much = (an_idea(board, name) for name in ("Old", "Small", "Spoken of", "Much"))
    people = crowd(6)
    with at(now() - timedelta(days=9)):
        voted(old, people)
        voted(much, people[:1])
    voted(small, people[:1])
    voted(much, people[1:4])
    with transaction() as session:
        for internal in (False, True):
            comment_on(session.get_one(Idea, old.id), session.get_one(User, lena.id), "A note.", internal=internal)
        for _ in range(2):
            comment_on(session.get_one(Idea, spoken.id), session.get_one(User, mei.id), "As well.")
    found = gaining.what_moved(Viewer(lena))
    assert [(each.idea.title, each.votes, each.comments) for each in found] == [
        ("Much", 3, 0),
        ("Small", 1, 0),
        ("Spoken of", 0, 2),
        ("Old", 0, 1),
    ]
    page = signed_in(app, lena).get("/today").get_data(as_text=True)
    assert "3 votes" in page.partition('id="moved"')[2]
    assert "What moved" not in signed_in(app, staff("success")).get("/today").get_data(as_text=True)


def test_what_moves_behind_an_agreement_is_for_those_who_signed_and_asks_as_often_for_many(app: Flask) -> None:
    closed = an_idea(a_board("First look", agreement_id=an_agreement().id), "The lantern", by=staff("product"))
    board, lena = a_board(), staff("product", name="Lena Vogt")
    voted(closed, crowd(3, "first"))
    made = [an_idea(board, f"Wish {number}") for number in range(8)]
    people = crowd(2)
    for idea in made:
        voted(idea, people)
    viewer = Viewer(db.session.get_one(User, lena.id))
    with counted(app) as seen:
        found = gaining.what_moved(viewer)
    assert [each.idea.title for each in found] == [f"Wish {number}" for number in (7, 6, 5, 4, 3)]
    assert seen.count == 3


def test_an_idea_waits_for_a_word_once_its_clock_has_run_out(app: Flask) -> None:
    idea = an_idea(a_board(answer_hours=24), by=somebody())
    browser = signed_in(app, staff("product", name="Lena Vogt"))
    waits = "Ideas waiting for our reply"
    assert waits not in browser.get("/today").get_data(as_text=True)
    with at(now() + timedelta(hours=30)):
        page = signed_in(app, staff("product", name="Omar Haddad")).get("/today").get_data(as_text=True)
        assert idea.title in page.partition(waits)[2]
        moved(idea, "review", staff("product", name="Omar Haddad"))
        page = signed_in(app, staff("product", name="Omar Haddad")).get("/today").get_data(as_text=True)
        assert waits not in page


def test_what_unhappy_customers_speak_of_leads_to_the_ideas_about_it(app: Flask) -> None:
    kim, lena = somebody("Kim Park", "Helio Energy", segment="detractor"), staff("product", name="Lena Vogt")
    browser = signed_in(app, lena)
    assert "What unhappy customers talk about" not in browser.get("/today").get_data(as_text=True)
    with transaction() as session:
        tag = tag_named("product_area", "Scanning")
        member, user = session.get_one(Member, kim.member_id), session.get_one(User, lena.id)
        capture_feedback("Scans fail.", user, source="call", member=member, tags=[tag])
    page = browser.get("/today").get_data(as_text=True)
    assert f'href="/ideas?tag={tag.id}">Scanning</a>' in page
    assert "What unhappy" not in signed_in(app, staff("success")).get("/today").get_data(as_text=True)
