"""Flags, and the one queue in which they are settled."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.search.actions import rebuild
from portal.ledger.models import Activity
from portal.ledger.worker import drain
from portal.rooms.forum.models import Category, Flag, Post, Review
from tests.actors import signed_in, staff
from tests.channels import said_in_feeds
from tests.queries import assert_queries_do_not_grow
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, said, signed, somebody
from tests.rooms.forum.writing.conftest import Scene
from tests.rooms.forum.writing.looking import at_once, posts_in, topic_now, verbs
from tests.waiting import told_when

pytestmark = pytest.mark.one_database

SPAM = {"reason": "spam", "text": "It sells something."}


@pytest.fixture
def post(app: Flask, scene: Scene) -> Post:
    """Ana's answer, which somebody will mind."""
    with app.test_request_context():
        return said(scene.topic, scene.ana, "Buy my lamps.")


def flag(scene: Scene, post: Post, *names: str) -> None:
    for name in names:
        browser = scene.browser(somebody(name, country="JP"))
        assert browser.post(f"/community/posts/{post.id}/flag", data=SPAM).status_code == 303


def review() -> Review:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Review).order_by(Review.id.desc())).first()  # type: ignore[return-value]


def decide(scene: Scene, decision: str, version: int, note: str = "", by: object = None) -> int:
    browser = scene.browser(by or scene.moderator)  # type: ignore[arg-type]
    data = {"decision": decision, "version": version, "note": note}
    return browser.post(f"/community/reviews/{review().id}/decision", data=data).status_code


def test_a_flag_opens_a_review_and_hides_nothing(scene: Scene, post: Post) -> None:
    assert scene.browser(scene.mei).get(f"/community/posts/{post.id}/flag").status_code == 200
    answer = scene.browser(scene.mei).post(f"/community/posts/{post.id}/flag", data=SPAM)
    assert answer.status_code == 303
    assert (review().status, review().version) == ("open", 1)
    assert posts_in(scene.topic.id)[1].hidden_at is None
    page = scene.browser(scene.moderator).get("/community/reviews").get_data(as_text=True)
    assert "Buy my lamps." in page
    assert "It sells something." in page


@pytest.mark.parametrize("data", [{}, {"reason": "boring"}, {"reason": "other"}, {"reason": "other", "text": "  "}])
def test_a_flag_says_what_is_wrong(scene: Scene, post: Post, data: dict[str, str]) -> None:
    assert scene.browser(scene.mei).post(f"/community/posts/{post.id}/flag", data=data).status_code == 422
    assert review() is None


def test_each_reader_flags_once(scene: Scene, post: Post) -> None:
    browser = scene.browser(scene.mei)
    for _ in range(3):
        assert browser.post(f"/community/posts/{post.id}/flag", data=SPAM).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Flag)) == 1
    assert verbs().count("post.flagged") == 1
    assert posts_in(scene.topic.id)[1].hidden_at is None


def test_nobody_flags_their_own_words_or_what_they_do_not_see(scene: Scene, post: Post) -> None:
    url = f"/community/posts/{post.id}/flag"
    assert scene.browser(scene.ana).post(url, data=SPAM).status_code == 409
    assert scene.browser(scene.olaf).get(url).status_code == 404
    assert scene.browser(scene.olaf).post(url, data=SPAM).status_code == 404
    assert scene.app.test_client().post(url, data=SPAM).status_code == 303
    assert review() is None


def test_three_flags_hide_the_post_until_somebody_has_looked(scene: Scene, post: Post) -> None:
    flag(scene, post, "One", "Two")
    assert posts_in(scene.topic.id)[1].stands
    flag(scene, post, "Three")
    assert not posts_in(scene.topic.id)[1].stands
    assert "Buy my lamps." not in scene.browser(scene.mei).get(f"/community/t/{scene.topic.id}").get_data(as_text=True)
    assert "Buy my lamps." in scene.browser(scene.moderator).get("/community/reviews").get_data(as_text=True)
    assert decide(scene, "keep", 3) == 303
    assert "Buy my lamps." in scene.browser(scene.mei).get(f"/community/t/{scene.topic.id}").get_data(as_text=True)


def test_what_is_hidden_is_read_on_no_other_way_either(app: Flask, scene: Scene, post: Post) -> None:
    drain()
    rebuild()
    quoting, finding = f"/community/t/{scene.topic.id}/posts?quote={post.number}", "/community/search?q=lamps"
    mei = scene.browser(scene.mei)
    assert "Buy my lamps." in mei.get(quoting).text
    assert "Buy my" in mei.get(finding).text
    assert "Buy my lamps." in said_in_feeds(app, scene.mei)
    flag(scene, post, "One", "Two", "Three")
    assert "Buy my" not in mei.get(quoting).text
    assert "Buy my" not in mei.get(finding).text
    assert "Buy my" not in said_in_feeds(app, scene.mei)
    assert mei.get(f"/community/posts/{post.id}/flag").status_code == 404
    assert "Buy my lamps." in scene.browser(scene.moderator).get(quoting).text


@pytest.mark.both_databases
def test_ten_flags_at_once_are_one_review_and_hide_the_post(app: Flask, scene: Scene, post: Post) -> None:
    browsers = [scene.browser(somebody(f"Person {number}", country="JP")) for number in range(10)]
    url = f"/community/posts/{post.id}/flag"
    answers = at_once(app, [lambda each=each: each.post(url, data=SPAM).status_code for each in browsers])
    assert set(answers) <= {303, 404}
    assert db.session.scalar(select(func.count()).select_from(Review)) == 1
    flags = db.session.scalar(select(func.count()).select_from(Flag))
    assert 3 <= flags == review().version
    assert posts_in(scene.topic.id)[1].hidden_at is not None


def test_a_decision_is_told_to_the_ledger_with_its_author(scene: Scene, post: Post) -> None:
    flag(scene, post, "One")
    assert decide(scene, "remove", 1, "No selling here.") == 303
    line = db.session.scalars(select(Activity).where(Activity.verb == "review.decided")).one()
    assert line.facts == {"decision": "remove"}
    assert (line.about_kind, line.about_id, line.member_id) == ("review", review().id, scene.ana.member_id)
    assert (review().status, review().note, review().decided_by_id) == (
        "removed",
        "No selling here.",
        scene.moderator.id,
    )
    assert posts_in(scene.topic.id)[1].deleted_at is not None
    assert topic_now(scene.topic.id).posts == 1


def test_what_was_removed_is_brought_back(scene: Scene, post: Post) -> None:
    flag(scene, post, "One", "Two", "Three")
    decide(scene, "remove", 3)
    assert "Restore post" in scene.browser(scene.moderator).get("/community/reviews?show=decided").get_data(
        as_text=True
    )
    assert decide(scene, "restore", 4) == 303
    assert posts_in(scene.topic.id)[1].stands
    assert topic_now(scene.topic.id).posts == 2
    assert review().status == "restored"


def test_removing_the_first_post_removes_the_topic(scene: Scene, post: Post) -> None:
    first = posts_in(scene.topic.id)[0]
    flag(scene, first, "One")
    decide(scene, "remove", 1)
    assert scene.browser(scene.ana).get(f"/community/t/{scene.topic.id}").status_code == 404
    decide(scene, "restore", 2)
    assert scene.browser(scene.ana).get(f"/community/t/{scene.topic.id}").status_code == 200


def test_asking_for_an_edit_needs_a_word(scene: Scene, post: Post) -> None:
    flag(scene, post, "One", "Two", "Three")
    assert decide(scene, "ask_edit", 3) == 422
    assert decide(scene, "ask_edit", 3, "Please leave the advert out.") == 303
    assert review().status == "edit_asked"
    assert posts_in(scene.topic.id)[1].stands


def test_the_second_decision_hears_of_the_first(scene: Scene, post: Post) -> None:
    flag(scene, post, "One")
    priya = staff("moderator", name="Priya Shah")
    assert decide(scene, "keep", 1, by=priya) == 303
    browser = scene.browser(scene.moderator)
    url = f"/community/reviews/{review().id}/decision"
    answer = browser.post(url, data={"decision": "remove", "version": 1, "note": "My long note"})
    assert answer.status_code == 409
    assert "Priya Shah has just decided: kept." in answer.get_data(as_text=True)
    assert "My long note" in answer.text
    assert posts_in(scene.topic.id)[1].stands


@pytest.mark.parametrize(("act", "note"), [("keep", "ä" * 2_001), ("ask_edit", "")], ids=["too long", "missing"])
def test_a_note_that_cannot_be_taken_is_shown_again_in_full(scene: Scene, post: Post, act: str, note: str) -> None:
    flag(scene, post, "One")
    browser, url = scene.browser(scene.moderator), f"/community/reviews/{review().id}/decision"
    answer = browser.post(url, data={"decision": act, "version": "1", "note": note})
    assert answer.status_code == 422
    assert f"{note}</textarea>" in answer.text
    assert re.search(rf'<input[^>]*name="decision"[^>]*value="{act}"', answer.text)
    assert re.search(r'<input[^>]*name="version"[^>]*value="1"', answer.text)
    assert 'id="note-error"' in answer.text
    assert review().status == "open"
    assert decide(scene, act, 1, "Shorter.") == 303


def test_a_flag_that_came_meanwhile_is_looked_at_first(scene: Scene, post: Post) -> None:
    flag(scene, post, "One")
    flag(scene, post, "Two")
    answer = scene.browser(scene.moderator).post(
        f"/community/reviews/{review().id}/decision", data={"decision": "keep", "version": 1, "note": "It is fine."}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "One more person has flagged it in the meantime" in page
    assert "It is fine." in page
    assert review().status == "open"


@pytest.mark.both_databases
def test_of_six_decisions_at_once_one_counts(app: Flask, scene: Scene, post: Post) -> None:
    flag(scene, post, "One")
    browsers = [scene.browser(staff("moderator", name=f"Mo {number}")) for number in range(6)]
    url = f"/community/reviews/{review().id}/decision"
    acts = [
        lambda each=each, what=what: each.post(url, data={"decision": what, "version": 1}).status_code
        for each, what in zip(browsers, ["keep", "remove"] * 3, strict=True)
    ]
    assert sorted(at_once(app, acts)) == [303, *[409] * 5]
    assert verbs().count("review.decided") == 1
    assert review().version == 2


@pytest.mark.parametrize("decision", ["restore", "burn", ""])
def test_nonsense_is_not_decided(scene: Scene, post: Post, decision: str) -> None:
    flag(scene, post, "One")
    assert decide(scene, decision, 1) in {409, 422}
    assert review().status == "open"


def test_what_was_settled_is_not_flagged_again_by_the_same_reader(scene: Scene, post: Post) -> None:
    url = f"/community/posts/{post.id}/flag"
    scene.browser(scene.mei).post(url, data=SPAM)
    decide(scene, "keep", 1)
    assert scene.browser(scene.mei).post(url, data=SPAM).status_code == 409
    flag(scene, post, "Somebody else")
    assert review().status == "open"
    with at(now() + timedelta(minutes=5)):
        scene.browser(scene.ana).post(f"/community/posts/{post.id}/edit", data={"body": "Buy two.", "edits": "0"})
    assert scene.browser(scene.mei).post(url, data=SPAM).status_code == 303


def test_the_queue_is_for_moderators(app: Flask, scene: Scene, post: Post) -> None:
    flag(scene, post, "One")
    for other in (scene.ana, scene.mei, scene.olaf, staff("product"), staff("admin")):
        assert scene.browser(other).get("/community/reviews").status_code == 404
        assert decide(scene, "keep", 1, by=other) == 404
    assert app.test_client().get("/community/reviews").status_code == 303
    assert review().status == "open"


def test_moderators_settle_only_what_they_may_read(app: Flask, scene: Scene) -> None:
    agreement = an_agreement()
    gated: Category = a_room("First look", agreement_id=agreement.id)
    for reader in (scene.mei, scene.ana):
        signed(agreement, reader)
    with app.test_request_context():
        secret = posts_in(begun(gated, scene.mei, "A secret thing", "Do not tell.").id)[0]
    scene.browser(scene.ana).post(f"/community/posts/{secret.id}/flag", data=SPAM)
    assert "Do not tell." not in scene.browser(scene.moderator).get("/community/reviews").get_data(as_text=True)
    assert decide(scene, "keep", 1) == 404
    signed(agreement, scene.moderator)
    assert "Do not tell." in scene.browser(scene.moderator).get("/community/reviews").get_data(as_text=True)


def test_flags_do_not_rain(scene: Scene, app: Flask) -> None:
    with app.test_request_context():
        posts = [said(scene.topic, scene.moderator, f"Post {number}") for number in range(21)]
    browser = scene.browser(scene.ana)
    answers = [browser.post(f"/community/posts/{each.id}/flag", data=SPAM) for each in posts]
    assert [answer.status_code for answer in answers] == [*[303] * 20, 429]
    told_when(answers[-1])


def test_the_queue_asks_the_same_however_many_wait(app: Flask, scene: Scene) -> None:
    browser = signed_in(app, scene.moderator)
    made: list[int] = []

    def add(number: int) -> None:
        for _ in range(number):
            name = f"Person {len(made)}"
            with app.test_request_context():
                topic = begun(scene.category, somebody(name, f"Company {name}", country="JP"), name)
            flag(scene, posts_in(topic.id)[0], f"Flagger of {name}")
            made.append(topic.id)

    assert_queries_do_not_grow(app, browser, "/community/reviews", add, few=2, full=20)


def test_a_page_of_the_queue_leads_to_the_next(app: Flask, scene: Scene) -> None:
    with app.test_request_context():
        for number in range(22):
            flag(scene, said(scene.topic, scene.moderator, f"Post number {number}"), f"Flagger {number}")
    browser = scene.browser(scene.moderator)
    page = browser.get("/community/reviews").get_data(as_text=True)
    after = re.search(r'rel="next" href="([^"]+)"', page)
    assert after
    assert "Post number 0<" in page
    assert "Post number 21" in browser.get(after[1].replace("&amp;", "&")).get_data(as_text=True)


def test_the_post_of_somebody_gone_is_still_settled(scene: Scene, post: Post) -> None:
    flag(scene, post, "One")
    with transaction() as session:
        session.delete(session.get_one(type(scene.ana), scene.ana.id))
    assert decide(scene, "remove", 1) == 303
