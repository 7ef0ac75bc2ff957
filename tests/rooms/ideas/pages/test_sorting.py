"""Where product puts an idea: on another board with everybody who wants it, under tags, beside other ideas."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.people.models import Member
from portal.rooms.feedback.actions import merge_tags, tag_named
from portal.rooms.feedback.models import Tag
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.ideas import move_to_board, tag_idea
from portal.rooms.ideas.actions.votes import cast_vote
from portal.rooms.ideas.models import Board, Idea, IdeaLink, Vote, VoteBudget
from portal.rooms.ideas.queries.counters import differences
from tests.actors import signed_in, staff
from tests.rooms.forum.reading.talking import an_agreement, signed, somebody
from tests.rooms.ideas.boards import a_board, an_idea, at_once, crowd, idea_now, moved

pytestmark = pytest.mark.one_database


def spent_on(board: Board) -> list[int]:
    return list(db.session.scalars(select(VoteBudget.spent).where(VoteBudget.board_id == board.id)))


def test_an_idea_moves_with_everybody_and_who_is_left_behind_is_said_before(app: Flask) -> None:
    board, other = a_board(vote_budget=2), a_board("Nordic", vote_budget=5, audiences={"see": {"country": ["NO"]}})
    olaf, lena = somebody("Olaf Holm", "Halden", country="NO"), staff("product", name="Lena Vogt")
    idea, browser = an_idea(board), signed_in(app, lena)
    left = [somebody(), somebody("Ana Sousa", "Fjord Bank", country=None), somebody("Kim Park", "Helio Energy")]
    for user in (olaf, *left[:2]):
        signed_in(app, user).post(f"/ideas/{idea.id}/vote")
    signed_in(app, left[2]).post(f"/ideas/{idea.id}/following")
    signed_in(app, left[0]).post(f"/ideas/{idea.id}/comments", data={"body": "As well."})
    assert spent_on(board) == [1, 1, 1]
    url = f"/ideas/{idea.id}/board"
    asked = browser.post(url, data={"board": other.id, "looked": ""})
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "2 people who voted cannot see that board" in page
    assert "1 person who follows it cannot see that board" in page
    assert idea_now(idea).board_id == board.id
    assert browser.post(url, data={"board": other.id, "looked": other.id}).status_code == 303
    now_at = idea_now(idea)
    assert (now_at.board_id, now_at.voters, now_at.followers, now_at.comments) == (other.id, 3, 1, 1)
    assert (sum(spent_on(board)), spent_on(other)) == (0, [])
    assert list(differences()) == []
    assert signed_in(app, left[0]).get(f"/ideas/{idea.id}").status_code == 404
    seen = signed_in(app, olaf).get(f"/ideas/{idea.id}").get_data(as_text=True)
    assert "Moved to another board" in seen
    assert "Product →" not in seen, "the name of a board is for those who see it"
    assert "Product → Nordic" in browser.get(f"/ideas/{idea.id}").get_data(as_text=True)
    assert browser.post(url, data={"board": other.id}).status_code == 422, "it stands there already"
    back = browser.post(url, data={"board": board.id})
    assert (back.status_code, idea_now(idea).board_id) == (303, board.id), "everybody sees that one: nothing to say"


def test_what_stands_behind_an_agreement_moves_only_behind_the_same(app: Flask) -> None:
    gate, lena = an_agreement(), staff("product", name="Lena Vogt")
    signed(gate, lena)
    board, same = a_board(agreement_id=gate.id), a_board("Pilots", agreement_id=gate.id)
    other, idea, browser = a_board("Mobile"), an_idea(board), signed_in(app, lena)
    page = browser.get(f"/ideas/{idea.id}/place").get_data(as_text=True)
    assert ("Pilots" in page, "Mobile" in page) == (True, False)
    assert browser.post(f"/ideas/{idea.id}/board", data={"board": other.id, "looked": other.id}).status_code == 422
    with pytest.raises(Refused, match="agreement"), transaction() as session:
        move_to_board(session.get_one(Idea, idea.id), session.get_one(Board, other.id), lena)
    assert browser.post(f"/ideas/{idea.id}/board", data={"board": same.id, "looked": same.id}).status_code == 303
    assert idea_now(idea).board_id == same.id


def test_what_it_says_when_it_ships_outlives_a_move(app: Flask) -> None:
    board, other, lena = a_board(), a_board("Mobile"), staff("product", name="Lena Vogt")
    idea = an_idea(board)
    moved(idea, "plan", lena)
    moved(idea, "ship", lena, message="Scans are compared.")
    with transaction() as session:
        move_to_board(session.get_one(Idea, idea.id), session.get_one(Board, other.id), lena)
    page = signed_in(app, somebody()).get(f"/ideas/{idea.id}").get_data(as_text=True)
    assert "Scans are compared." in page.partition("It has shipped")[2].partition("</div>")[0]


@pytest.mark.both_databases
def test_votes_on_their_way_while_it_moves_spend_where_it_stands(app: Flask) -> None:
    board, other, lena = a_board(vote_budget=1), a_board("Mobile", vote_budget=1), staff("product", name="Lena Vogt")
    idea, voters = an_idea(board), crowd(12)

    def vote(member_id: int) -> None:
        found = db.session.get_one(Idea, idea.id)
        assert found.board.name
        cast_vote(ballot_of(found), db.session.get_one(Member, member_id))

    def move() -> None:
        user = db.session.get_one(User, lena.id)
        move_to_board(db.session.get_one(Idea, idea.id), db.session.get_one(Board, other.id), user)

    acts = [partial(vote, each) for each in voters]
    at_once(app, [*acts[:6], move, *acts[6:]])
    assert idea_now(idea).voters == 12
    assert list(differences()) == []
    holding = db.session.scalars(select(Vote.member_id).where(Vote.spends)).all()
    assert sum(spent_on(board)) == 0
    assert sum(spent_on(other)) == len(holding)


def test_tags_are_those_of_feedback_and_narrow_the_list(app: Flask) -> None:
    board, lena = a_board(), staff("product", name="Lena Vogt")
    one, other = an_idea(board), an_idea(board, "Sign on a phone")
    with transaction():
        scans, rival = tag_named("product_area", "Scanning"), tag_named("competitor", "Paperlane")
    browser, url = signed_in(app, lena), f"/ideas/{one.id}/tags"
    page = browser.get(f"/ideas/{one.id}/place").get_data(as_text=True)
    assert ("Scanning" in page, "Paperlane" in page) == (True, False)
    assert browser.post(url, data={"facet_tags": [rival.id]}).status_code == 422
    assert browser.post(url, data={"facet_tags": [scans.id], "free": "Fax, fax, Wards"}).status_code == 303
    assert [tag.name for tag in idea_now(one).tags] == ["Fax", "Wards", "Scanning"]
    reader = signed_in(app, somebody())
    assert f'href="/ideas?tag={scans.id}"' in reader.get(f"/ideas/{one.id}").get_data(as_text=True)
    narrowed = reader.get(f"/ideas?tag={scans.id}").get_data(as_text=True)
    assert ("About Scanning" in narrowed, one.title in narrowed, other.title in narrowed) == (True, True, False)
    kept = browser.post("/ideas/views", data={"name": "Scans", "tag": scans.id}).location
    assert browser.get(kept).location == f"/ideas?tag={scans.id}"
    browser.post(url, data={"free": ""})
    assert idea_now(one).tags == []


def test_two_tags_that_become_one_stay_on_their_ideas(app: Flask) -> None:
    board, lena = a_board(), staff("product", name="Lena Vogt")
    one, both = an_idea(board), an_idea(board, "Sign on a phone")
    with transaction():
        scans, scanning = tag_named("product_area", "Scans"), tag_named("product_area", "Scanning")
        tag_idea(idea_now(one), [scans], lena)
        tag_idea(idea_now(both), [scans, scanning], lena)
    with transaction() as session:
        merge_tags(session.get_one(Tag, scans.id), session.get_one(Tag, scanning.id))
    assert [[tag.name for tag in idea_now(each).tags] for each in (one, both)] == [["Scanning"], ["Scanning"]]


def test_an_idea_stands_beside_another_until_it_is_taken_away(app: Flask) -> None:
    board, browser = a_board(), signed_in(app, staff("product", name="Lena Vogt"))
    one, other = an_idea(board), an_idea(board, "Sign on a phone")
    url = f"/ideas/{one.id}/links"
    for into, status in (("nothing", 422), (one.id, 422), (99_999, 404), (f"https://x.example/ideas/{other.id}", 303)):
        assert browser.post(url, data={"into": into}).status_code == status
    reader = signed_in(app, somebody())
    assert other.title in reader.get(f"/ideas/{one.id}").get_data(as_text=True)
    assert one.title in reader.get(f"/ideas/{other.id}").get_data(as_text=True)
    browser.post(f"/ideas/{other.id}/links/{one.id}/end")
    assert db.session.scalars(select(IdeaLink)).all() == []


@pytest.mark.parametrize("act", ["board", "tags", "links", "links/1/end"])
def test_members_and_those_who_only_read_sort_nothing(app: Flask, act: str) -> None:
    idea = an_idea(a_board())
    for other in (somebody(), staff("success"), staff("moderator")):
        assert signed_in(app, other).get(f"/ideas/{idea.id}/place").status_code == 404
        assert signed_in(app, other).post(f"/ideas/{idea.id}/{act}", data={"into": 1}).status_code == 404
