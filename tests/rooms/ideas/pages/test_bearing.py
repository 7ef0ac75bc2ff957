"""What customers said bears ideas out: found from the idea or from the piece, and it counts as a vote of theirs."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.search.actions import index_due
from portal.people.models import Member
from portal.rooms.feedback.actions import capture_feedback, give_feedback
from portal.rooms.feedback.models import Feedback
from portal.rooms.ideas.models import IdeaFeedback, Vote
from tests.actors import a_member, signed_in, staff
from tests.rooms.forum.reading.talking import somebody
from tests.rooms.ideas.boards import a_board, an_idea, idea_now, moved

pytestmark = pytest.mark.one_database


def said(words: str, by: Member | None = None, *, source: str = "call", between_us: bool = False) -> Feedback:
    daniel = staff("success", name="Daniel Weber")
    with transaction() as session:
        member = session.get_one(Member, by.id) if by else None
        user = session.get_one(User, daniel.id)
        return capture_feedback(words, user, source=source, member=member, between_us=between_us)


def noted() -> list[int]:
    return list(db.session.scalars(select(IdeaFeedback.feedback_id).order_by(IdeaFeedback.feedback_id)))


@pytest.mark.parametrize("indexed", [True, False])
def test_what_says_the_same_is_found_noted_once_and_counts_as_a_vote(app: Flask, indexed: bool) -> None:
    idea, jonas = an_idea(a_board()), a_member("Jonas Lind", "Helio Energy")
    piece, other = said("We would compare scanned letters if we could.", jonas), said("The food was good.", jonas)
    while indexed and index_due():
        pass
    browser, url = signed_in(app, staff("product", name="Lena Vogt")), f"/ideas/{idea.id}/feedback"
    page = browser.get(url).get_data(as_text=True)
    assert (piece.text in page, other.text in page) == (True, False)
    assert other.text in browser.get(f"{url}?q=food").get_data(as_text=True)
    for _ in range(2):
        assert browser.post(url, data={"feedback": piece.id}).status_code == 303
    vote = db.session.scalars(select(Vote)).one()
    assert (vote.member_id, vote.source, vote.reason) == (jonas.id, "call", piece.text)
    assert (noted(), idea_now(idea).voters) == ([piece.id], 1)
    page = browser.get(f"/ideas/{idea.id}/decision").get_data(as_text=True)
    assert f'href="/feedback/{piece.id}"' in page
    assert "In a call · Lena Vogt" in page
    assert browser.post(f"{url}/{piece.id}/end").status_code == 303
    assert (noted(), idea_now(idea).voters) == ([], 1)


def test_a_piece_leads_to_the_ideas_that_say_it_and_back(app: Flask) -> None:
    idea, mei = an_idea(a_board()), somebody()
    with transaction() as session:
        piece = give_feedback(session.get_one(Member, mei.member_id), "Why can I not compare scanned contracts?")
    while index_due():
        pass
    daniel = staff("success", name="Daniel Weber")
    browser, url = signed_in(app, daniel), f"/feedback/{piece.id}"
    assert f'href="/ideas{url}"' in browser.get(url).get_data(as_text=True)
    assert idea.title in browser.get(f"/ideas{url}").get_data(as_text=True)
    answer = browser.post(f"/ideas/{idea.id}/feedback", data={"feedback": piece.id, "next": url})
    assert answer.location == url
    assert idea.title in browser.get(url).get_data(as_text=True)
    vote = db.session.scalars(select(Vote)).one()
    assert (vote.source, vote.on_behalf_by_id) == ("feedback", daniel.id)
    assert "In their feedback" in browser.get(f"/ideas/{idea.id}/decision").get_data(as_text=True)
    for into, status in (("nothing", 422), ("99999", 404), (str(idea.id), 303)):
        assert browser.post(f"/ideas{url}", data={"into": into}).status_code == status


def test_without_an_author_or_on_a_decided_idea_it_is_noted_and_counts_as_no_vote(app: Flask) -> None:
    board, lena = a_board(), staff("product", name="Lena Vogt")
    open_one, decided = an_idea(board), an_idea(board, "Sign on a phone")
    moved(decided, "decline", lena, reason="Too rare.", reopens_when="Ten ask.")
    nobody, jonas = said("Scans, please."), said("Signing, please.", a_member("Jonas Lind", "Helio Energy"))
    browser = signed_in(app, lena)
    browser.post(f"/ideas/{open_one.id}/feedback", data={"feedback": nobody.id})
    browser.post(f"/ideas/{decided.id}/feedback", data={"feedback": jonas.id})
    assert noted() == [nobody.id, jonas.id]
    assert db.session.scalars(select(Vote)).all() == []


def test_what_was_said_in_confidence_is_seen_and_quoted_to_those_alone_who_look_after_them(app: Flask) -> None:
    idea, jonas = an_idea(a_board()), a_member("Jonas Lind", "Helio Energy")
    piece = said("We leave unless scanned files compare.", jonas, between_us=True)
    while index_due():
        pass
    success, product = signed_in(app, staff("success")), signed_in(app, staff("product"))
    url = f"/ideas/{idea.id}/feedback"
    assert piece.text in success.get(url).get_data(as_text=True)
    assert piece.text not in product.get(url).get_data(as_text=True)
    assert product.post(url, data={"feedback": piece.id}).status_code == 404
    assert product.get(f"/ideas/feedback/{piece.id}").status_code == 404
    success.post(url, data={"feedback": piece.id})
    assert db.session.scalars(select(Vote.reason)).one() == ""
    assert piece.text not in product.get(f"/ideas/{idea.id}/decision").get_data(as_text=True)


def test_members_find_nothing_of_it(app: Flask) -> None:
    idea, mei = an_idea(a_board()), somebody()
    piece, browser = said("Scans, please."), signed_in(app, mei)
    for path in (f"/ideas/{idea.id}/feedback", f"/ideas/feedback/{piece.id}"):
        assert browser.get(path).status_code == 404
    for path in ("feedback", f"feedback/{piece.id}/end"):
        assert browser.post(f"/ideas/{idea.id}/{path}", data={"feedback": piece.id}).status_code == 404
