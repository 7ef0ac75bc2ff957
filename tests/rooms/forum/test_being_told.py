"""Who hears of what: once, by the reason that matters most, and only of what they may still read."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db, transaction
from portal.kits.notices.models import Notice
from portal.ledger.worker import drain
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.forum.actions.flags import decide, flag_post
from portal.rooms.forum.actions.posts import delete_post, edit_post
from portal.rooms.forum.actions.reading import choose_category_level, choose_topic_level
from portal.rooms.forum.actions.topics import solve
from portal.rooms.forum.models import Category, Post, Review, Topic
from tests.actors import signed_in, staff
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, composed, said, signed, somebody


def told(user: User) -> list[tuple[str, str]]:
    """What stands in the user's inbox, as (kind, about kind), oldest first."""
    drain()
    db.session.rollback()
    rows = db.session.execute(
        select(Notice.kind, Notice.about_kind).where(Notice.user_id == user.id).order_by(Notice.id)
    )
    return [(kind, about) for kind, about in rows]


def level(user: User, topic: Topic | None = None, category: Category | None = None, *, is_now: str) -> None:
    with transaction() as session:
        viewer = Viewer(session.get_one(User, user.id))
        if topic is not None:
            choose_topic_level(viewer, topic.id, is_now)
        if category is not None:
            choose_category_level(viewer, category.id, is_now)


def test_whoever_began_hears_of_answers_and_nobody_of_their_own(app: Flask) -> None:
    mei, ana = somebody("Mei Tanaka"), somebody("Ana Sousa")
    topic = begun(a_room(), mei)
    said(topic, ana)
    assert told(mei) == [("forum.post", "post")]
    assert told(ana) == []


def test_each_hears_once_by_the_reason_that_matters_most(app: Flask) -> None:
    mei, ana, kim = somebody("Mei Tanaka"), somebody("Ana Sousa"), somebody("Kim Park")
    topic = begun(a_room(), mei)
    said(topic, ana)
    level(ana, topic, is_now="watching")
    assert told(mei) == [("forum.post", "post")]
    said(topic, kim, f"Thank you @{mei.handle}, and Ana.", reply_to=2)
    assert told(mei) == [("forum.post", "post"), ("forum.mention", "post")]
    assert told(ana) == [("forum.answer", "post")]


def test_who_is_named_in_a_quote_does_not_hear_it_again(app: Flask) -> None:
    mei, ana, kim = somebody("Mei Tanaka"), somebody("Ana Sousa"), somebody("Kim Park")
    room = a_room()
    asked = f"What do you think, @{ana.handle}?"
    begun(room, mei, words=asked)
    begun(room, kim, "What others asked", f"> {asked}\n\nI think that it works.")
    assert told(ana) == [("forum.mention", "post")]
    begun(room, kim, "What I ask", asked)
    assert told(ana) == [("forum.mention", "post")] * 2


def test_who_muted_it_hears_nothing_not_even_their_name(app: Flask) -> None:
    mei, ana, kim = somebody("Mei Tanaka"), somebody("Ana Sousa"), somebody("Kim Park")
    category = a_room()
    topic = begun(category, mei)
    level(mei, topic, is_now="muted")
    level(ana, category=category, is_now="muted")
    said(topic, kim, f"@{mei.handle} and @{ana.handle}, look.", reply_to=1)
    assert told(mei) == told(ana) == []


def test_whoever_may_not_read_it_is_not_told(app: Flask) -> None:
    agreement = an_agreement()
    mei, ana = somebody("Mei Tanaka", country="JP"), somebody("Ana Sousa", country="PT")
    olaf, unsigned = somebody("Olaf Holm", country="NO"), somebody("Kim Park", country="JP")
    room = a_room(audience={"country": ["JP", "PT"]}, agreement=agreement)
    for each in (mei, ana):
        signed(agreement, each)
    words = f"@{olaf.handle} @{unsigned.handle} @{ana.handle}"
    begun(room, mei, words=words)
    assert told(olaf) == told(unsigned) == []
    assert told(ana) == [("forum.mention", "post")]


def test_an_edit_tells_only_whom_it_names_anew(app: Flask) -> None:
    mei, ana, kim = somebody("Mei Tanaka"), somebody("Ana Sousa"), somebody("Kim Park")
    topic = begun(a_room(), mei, words=f"What do you think, @{ana.handle}?")
    assert len(told(ana)) == 1
    words = composed(f"What do you think, @{ana.handle} and @{kim.handle}?")
    with transaction() as session:
        post = session.scalars(select(Post).where(Post.topic_id == topic.id)).one()
        edit_post(post, session.get_one(User, mei.id), words)
    assert told(kim) == [("forum.mention", "post")]
    assert len(told(ana)) == 1


def test_watchers_of_a_category_hear_of_new_topics_and_their_posts(app: Flask) -> None:
    mei, ana = somebody("Mei Tanaka"), somebody("Ana Sousa")
    category = a_room()
    level(ana, category=category, is_now="watching")
    topic = begun(category, mei)
    said(topic, mei, "One more thing.")
    assert told(ana) == [("forum.topic", "topic"), ("forum.post", "post")]


def test_whoever_watches_hears_no_more_once_the_category_is_closed_to_them(app: Flask) -> None:
    mei, olaf = somebody("Mei Tanaka", country="JP"), somebody("Olaf Holm", country="JP")
    category = a_room(audience={"country": ["JP"]})
    topic = begun(category, mei)
    level(olaf, topic, is_now="watching")
    said(topic, mei, "Before.")
    assert told(olaf) == [("forum.post", "post")]
    with transaction() as session:
        member = session.scalars(select(Member).where(Member.id == olaf.member_id)).one()
        member.country = "NO"
    said(topic, mei, "After.")
    assert told(olaf) == [("forum.post", "post")]


@pytest.mark.parametrize(("kind", "notice"), [("company_question", "question"), ("announcement", "announcement")])
def test_what_is_for_everybody_reaches_everybody_who_may_read_it(app: Flask, kind: str, notice: str) -> None:
    mei, olaf = somebody("Mei Tanaka", country="JP"), somebody("Olaf Holm", country="NO")
    begun(a_room(audience={"country": ["JP"]}), staff("product", name="Lena Vogt"), kind=kind)
    assert told(mei) == [(f"forum.{notice}", "topic")]
    assert told(olaf) == []


def test_an_answer_that_helped_is_told_to_whoever_gave_it(app: Flask) -> None:
    mei, ana = somebody("Mei Tanaka"), somebody("Ana Sousa")
    topic = begun(a_room(), mei, kind="question")
    post = said(topic, ana)
    with transaction() as session:
        topic = session.get_one(Topic, topic.id)
        solve(topic, session.get_one(Post, post.id), session.get_one(User, mei.id))
    assert told(ana) == [("forum.solved", "post")]


def test_moderators_hear_of_a_flag_and_both_sides_of_what_became_of_it(app: Flask) -> None:
    mei, ana, moderator = somebody("Mei Tanaka"), somebody("Ana Sousa"), staff("moderator", name="Mo Derator")
    topic = begun(a_room(), mei)
    post = said(topic, ana, "Buy our watches.")
    with transaction() as session:
        flag_post(session.get_one(Post, post.id), session.get_one(User, mei.id), "spam")
    assert told(moderator) == [("forum.flag", "review")]
    with transaction() as session:
        review = session.scalars(select(Review)).one()
        decide(review, session.get_one(User, moderator.id), "ask_edit", review.version, "Please leave out the offer.")
    assert ("forum.review", "review") in told(mei)
    assert told(ana) == [("forum.review", "review")]
    page = signed_in(app, ana).get("/inbox").text
    assert "Please leave out the offer." in page
    assert "Mei" not in re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL), "nobody learns who flagged"


def test_what_is_gone_is_gone_from_the_inbox_too(app: Flask) -> None:
    mei, ana = somebody("Mei Tanaka", country="JP"), somebody("Ana Sousa", country="JP")
    category = a_room(audience={"country": ["JP"]})
    topic = begun(category, mei)
    post = said(topic, ana, "The lantern reads at night.")
    drain()
    browser = signed_in(app, mei)
    assert "The lantern reads at night." in browser.get("/inbox").text
    with transaction() as session:
        delete_post(session.get_one(Post, post.id), session.get_one(User, ana.id))
    assert "The lantern" not in browser.get("/inbox").text
    said(topic, ana, "The lantern burns again.")
    drain()
    assert "The lantern burns again." in browser.get("/inbox").text
    gated = a_room("Gated", agreement=an_agreement())
    with transaction() as session:
        session.get_one(Topic, topic.id).category_id = gated.id
    page = browser.get("/inbox")
    assert "The lantern burns again." not in page.text
    assert "Faxed forms" not in page.text


def test_reading_the_topic_reads_what_was_told_of_it(app: Flask) -> None:
    mei, ana = somebody("Mei Tanaka"), somebody("Ana Sousa")
    topic = begun(a_room(), mei)
    said(topic, ana)
    assert len(told(mei)) == 1
    browser = signed_in(app, mei)
    assert browser.post(f"/community/t/{topic.id}/reading", data={"number": 2}).status_code < 400
    db.session.rollback()
    [notice] = db.session.scalars(select(Notice).where(Notice.user_id == mei.id))
    assert notice.read_at is not None


def test_naming_somebody_who_keeps_to_themselves_tells_them_and_gives_nothing_away(app: Flask) -> None:
    mei, ana, kim = somebody("Mei Tanaka"), somebody("Ana Sousa"), somebody("Kim Park")
    topic = begun(a_room(), mei)
    said(topic, ana)
    post = said(topic, mei, f"@{ana.handle} wrote before; @{kim.handle} never did; @nobody.at.all is nobody.")
    assert f'href="/members/{ana.handle}"' in post.html
    assert "Kim Park" not in post.html
    assert f"@{kim.handle} never did; @nobody.at.all" in post.html
    assert told(kim) == [("forum.mention", "post")]
    asked = signed_in(app, mei).get(f"/community/people?topic={topic.id}&q=").json or []
    assert [each["name"] for each in asked] == ["Ana Sousa"]
