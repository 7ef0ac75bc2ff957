"""Reactions, solutions, polls and receipts: each once a person, whatever arrives at the same moment."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import at, now
from portal.core.database import db
from portal.rooms.forum.models import PollOption, PollVote, Post, Reaction, Receipt, Topic
from tests.rooms.forum.reading.talking import begun, said, somebody
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import at_once, posts_in, topic_now, verbs

pytestmark = pytest.mark.one_database


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def first(scene: Scene) -> Post:
    return posts_in(scene.topic.id)[0]


@pytest.fixture
def question(app: Flask, scene: Scene) -> Topic:
    """Mei's question, with an answer of Ana's."""
    with app.test_request_context():
        topic = begun(scene.category, scene.mei, "Why are they lost?", kind="question")
        said(topic, scene.ana, "Because of the fax.")
    return topic


@pytest.fixture
def poll(app: Flask, scene: Scene) -> Topic:
    with app.test_request_context():
        return begun(scene.category, scene.mei, "Fax or mail?", kind="poll", options=["Fax", "Mail", "Neither"])


def options(topic: Topic) -> list[int]:
    wanted = select(PollOption.id).where(PollOption.topic_id == topic.id).order_by(PollOption.position)
    return list(db.session.scalars(wanted))


def test_a_reaction_is_given_and_taken_back(scene: Scene) -> None:
    browser, url = scene.browser(scene.ana), f"/community/posts/{first(scene).id}/reactions"
    assert browser.post(url, data={"kind": "thanks"}).status_code == 303
    assert count(Reaction) == 1
    browser.post(url, data={"kind": "thanks"})
    assert count(Reaction) == 0
    assert verbs().count("post.reacted") == 1


def test_saying_outright_what_is_meant_is_the_same_twice(scene: Scene) -> None:
    browser, url = scene.browser(scene.ana), f"/community/posts/{first(scene).id}/reactions"
    for _ in range(2):
        browser.post(url, data={"kind": "like:on"})
    assert count(Reaction) == 1
    for _ in range(2):
        browser.post(url, data={"kind": "like:off"})
    assert count(Reaction) == 0


@pytest.mark.both_databases
def test_twenty_taps_at_once_are_one_reaction(app: Flask, scene: Scene) -> None:
    url = f"/community/posts/{first(scene).id}/reactions"
    browsers = [scene.browser(scene.ana) for _ in range(20)]
    answers = at_once(
        app, [lambda each=each: each.post(url, data={"kind": "like:on"}).status_code for each in browsers]
    )
    assert set(answers) == {303}
    assert count(Reaction) == 1
    assert verbs().count("post.reacted") == 1


def test_nobody_reacts_to_their_own_words_or_to_what_they_do_not_see(scene: Scene) -> None:
    url = f"/community/posts/{first(scene).id}/reactions"
    assert scene.browser(scene.mei).post(url, data={"kind": "like"}).status_code == 409
    assert scene.browser(scene.olaf).post(url, data={"kind": "like"}).status_code == 404
    assert scene.app.test_client().post(url, data={"kind": "like"}).status_code == 303
    assert scene.browser(scene.ana).post(url, data={"kind": "hate"}).status_code == 422
    assert scene.browser(scene.ana).post(url).status_code == 422
    assert count(Reaction) == 0


def test_the_page_shows_what_was_given_and_to_whom_it_belongs(scene: Scene) -> None:
    scene.browser(scene.ana).post(f"/community/posts/{first(scene).id}/reactions", data={"kind": "thanks"})
    assert 'aria-pressed="true"' in scene.browser(scene.ana).get(f"/community/t/{scene.topic.id}").get_data(
        as_text=True
    )
    page = scene.browser(scene.moderator).get(f"/community/t/{scene.topic.id}").get_data(as_text=True)
    assert 'value="thanks:on"' in page


def test_whoever_asked_says_what_answered_it(scene: Scene, question: Topic) -> None:
    answer = posts_in(question.id)[1]
    url = f"/community/posts/{answer.id}/solution"
    for other in (scene.ana, scene.olaf):
        assert scene.browser(other).post(url).status_code == 404
    assert scene.browser(scene.mei).post(url).status_code == 303
    assert topic_now(question.id).solved_number == 2
    assert verbs()[-1] == "topic.solved"
    scene.browser(scene.moderator).post(url)
    assert topic_now(question.id).solved_number is None


def test_only_an_answer_to_a_question_solves_it(scene: Scene, question: Topic) -> None:
    browser = scene.browser(scene.mei)
    assert browser.post(f"/community/posts/{posts_in(question.id)[0].id}/solution").status_code == 409
    assert browser.post(f"/community/posts/{first(scene).id}/solution").status_code == 409


def test_a_vote_counts_and_can_be_changed(scene: Scene, poll: Topic) -> None:
    fax, mail, _neither = options(poll)
    browser, url = scene.browser(scene.ana), f"/community/t/{poll.id}/vote"
    assert browser.post(url, data={"choice": fax}).status_code == 303
    browser.post(url, data={"choice": mail})
    assert db.session.scalars(select(PollVote.option_id)).all() == [mail]
    assert verbs().count("poll.answered") == 1


def test_a_poll_for_one_answer_takes_one_and_its_own(scene: Scene, poll: Topic, app: Flask) -> None:
    with app.test_request_context():
        other = begun(scene.category, scene.mei, "Tea?", kind="poll", options=["Yes", "No"])
    browser, url = scene.browser(scene.ana), f"/community/t/{poll.id}/vote"
    for choice in (options(poll)[:2], [options(other)[0]], [], ["x"], [0]):
        assert browser.post(url, data={"choice": choice}).status_code == 422
    assert browser.post(f"/community/t/{scene.topic.id}/vote", data={"choice": options(poll)[0]}).status_code == 409
    assert scene.browser(scene.olaf).post(url, data={"choice": options(poll)[0]}).status_code == 404
    assert count(PollVote) == 0


def test_several_answers_where_several_are_asked(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        poll = begun(scene.category, scene.mei, "Which?", kind="poll", options=["A", "B", "C"], many_choices=True)
    a, b, c = options(poll)
    browser = scene.browser(scene.ana)
    browser.post(f"/community/t/{poll.id}/vote", data={"choice": [a, b]})
    browser.post(f"/community/t/{poll.id}/vote", data={"choice": [b, c]})
    assert set(db.session.scalars(select(PollVote.option_id))) == {b, c}


@pytest.mark.both_databases
def test_twelve_different_votes_of_one_person_at_once_leave_one(app: Flask, scene: Scene, poll: Topic) -> None:
    offered, url = options(poll), f"/community/t/{poll.id}/vote"
    browsers = [scene.browser(scene.ana) for _ in range(12)]
    acts = [
        lambda each=each, choice=offered[number % 3]: each.post(url, data={"choice": choice}).status_code
        for number, each in enumerate(browsers)
    ]
    assert set(at_once(app, acts)) == {303}
    assert count(PollVote) == 1
    assert verbs().count("poll.answered") == 1


def test_results_are_shown_to_those_who_have_voted_or_when_it_is_closed(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        ends = now() + timedelta(days=1)
        poll = begun(scene.category, scene.mei, "Fax?", kind="poll", options=["Fax", "Mail"], closes_at=ends)
    fax, _mail = options(poll)
    scene.browser(scene.ana).post(f"/community/t/{poll.id}/vote", data={"choice": fax})
    url = f"/community/t/{poll.id}"
    assert "100 %" in scene.browser(scene.ana).get(url).get_data(as_text=True)
    assert "100 %" not in scene.browser(scene.mei).get(url).get_data(as_text=True)
    with at(ends + timedelta(minutes=1)):
        assert "100 %" in scene.browser(scene.mei).get(url).get_data(as_text=True)
        assert scene.browser(scene.mei).post(f"{url}/vote", data={"choice": fax}).status_code == 409


def test_a_locked_poll_takes_no_votes(scene: Scene, poll: Topic) -> None:
    scene.browser(scene.moderator).post(f"/community/t/{poll.id}/closure")
    answer = scene.browser(scene.ana).post(f"/community/t/{poll.id}/vote", data={"choice": options(poll)[0]})
    assert answer.status_code == 409


@pytest.mark.both_databases
def test_a_receipt_is_given_once_where_it_is_asked(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        topic = begun(scene.category, scene.moderator, "Read this", kind="announcement", wants_receipt=True)
    url = f"/community/t/{topic.id}/receipt"
    browsers = [scene.browser(scene.ana) for _ in range(6)]
    assert set(at_once(app, [lambda each=each: each.post(url).status_code for each in browsers])) == {303}
    assert count(Receipt) == 1
    assert verbs().count("receipt.given") == 1
    assert "You've read this" in scene.browser(scene.ana).get(f"/community/t/{topic.id}").get_data(as_text=True)
    assert "I've read this" in scene.browser(scene.mei).get(f"/community/t/{topic.id}").get_data(as_text=True)
    assert scene.browser(scene.olaf).post(url).status_code == 404
    assert scene.browser(scene.ana).post(f"/community/t/{scene.topic.id}/receipt").status_code == 409


def test_what_one_can_do_stands_under_each_post(scene: Scene, app: Flask) -> None:
    with app.test_request_context():
        said(scene.topic, somebody("Per Berg", country="JP"), "And here.")
    page = scene.browser(scene.ana).get(f"/community/t/{scene.topic.id}").get_data(as_text=True)
    post = first(scene)
    for part in (f"posts?to={post.number}", f"posts?quote={post.number}", f"/posts/{post.id}/flag"):
        assert part in page
    assert f"/posts/{post.id}/edit" not in page
    assert "/closure" not in page
    moderators = scene.browser(scene.moderator).get(f"/community/t/{scene.topic.id}").get_data(as_text=True)
    assert f"/posts/{post.id}/edit" in moderators
    assert f"/t/{scene.topic.id}/closure" in moderators
