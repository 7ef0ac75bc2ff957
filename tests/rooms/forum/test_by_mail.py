"""The forum by mail: one mail for each thing, an answer to it that stands in the topic, and a digest of one's own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at
from portal.core.database import db, transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.kits.notices.models import Notice
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.actions.segments import hold
from portal.people.viewer import Viewer
from portal.rooms.forum.actions.posts import delete_post
from portal.rooms.forum.actions.reading import choose_topic_level
from portal.rooms.forum.models import Category, Post, Topic
from tests.kits.notices.post import DOMAIN, a_reply, last_in, mails_to, received
from tests.letters import letters
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, said, somebody

TUESDAY = datetime(2026, 3, 10, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_tuesday(app: Flask) -> Iterator[None]:
    app.config["MAIL_IN_DOMAIN"] = DOMAIN
    with at(TUESDAY):
        yield


def mailed(after: timedelta = timedelta(minutes=5)) -> list[Mail]:
    """Everything that the worker has written by then, oldest first."""
    drain()
    with at(TUESDAY + after):
        while write_due_mails():
            pass
    db.session.rollback()
    return letters()


def a_talk(**rules: object) -> tuple[Topic, User, User]:
    """Mei began it, Ana answered."""
    mei, ana = somebody("Mei Tanaka", time_zone="Europe/London"), somebody("Ana Sousa", time_zone="Europe/London")
    topic = begun(a_room(**rules), mei)  # type: ignore[arg-type]
    said(topic, ana, "With us too, since **the spring**.\n\n> quoted words")
    return topic, mei, ana


def test_the_watcher_gets_one_line_and_one_mail_and_answers_by_mail(app: Flask) -> None:
    topic, mei, _ana = a_talk()
    [mail] = mailed()
    assert (mail.recipient, mail.reply_to is not None) == (mei.email, True)
    assert "With us too, since the spring." in mail.text
    assert f"/community/t/{topic.id}/2" in mail.text
    assert len(db.session.scalars(select(Notice).where(Notice.user_id == mei.id)).all()) == 1
    words = "We scan them *now*.\n\nOn Tue, 10 Mar 2026, Northwind wrote:\n> With us too, since the spring.\n-- \nMei"
    assert received(a_reply(mei.email, words), str(mail.reply_to))
    db.session.rollback()
    post = db.session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 3)).one()
    assert (post.author_user_id, post.body) == (mei.id, "We scan them *now*.")
    assert "<em>now</em>" in post.html
    assert db.session.get_one(Topic, topic.id, populate_existing=True).posts == 3
    assert last_in().state == "taken"
    assert not received(a_reply(mei.email, words), str(mail.reply_to)), "the same mail once more"


def test_who_muted_it_or_is_held_or_paused_hears_nothing(app: Flask) -> None:
    mei = somebody("Mei Tanaka", time_zone="Europe/London")
    ana = somebody("Ana Sousa", time_zone="Europe/London", paused_until=TUESDAY + timedelta(days=20))
    kim = somebody("Kim Park", time_zone="Europe/London")
    topic = begun(a_room(), mei)
    with transaction() as session:
        choose_topic_level(Viewer(session.get_one(User, mei.id)), topic.id, "muted")
        hold(kim.member_id or 0, "promotion", "case:1")
    said(topic, somebody("Jon Aasen"), f"@{ana.handle} @{mei.handle}")
    assert [mail.recipient for mail in mailed()] == []
    begun(a_room("Ours"), ana, "A question for everybody")
    assert all(mail.recipient != kim.email for mail in mailed(timedelta(minutes=10)))


def test_what_was_deleted_or_gated_meanwhile_is_not_mailed(app: Flask) -> None:
    topic, _mei, ana = a_talk()
    drain()
    with transaction() as session:
        post = session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 2)).one()
        delete_post(post, session.get_one(User, ana.id))
    assert mailed() == []


def test_an_answer_to_what_is_closed_to_them_goes_back_with_the_reason(app: Flask) -> None:
    topic, mei, _ana = a_talk()
    [mail] = mailed()
    gated = a_room("Gated", agreement=an_agreement())
    with transaction() as session:
        session.get_one(Topic, topic.id).category_id = session.get_one(Category, gated.id).id
    received(a_reply(mei.email, "Still here?"), str(mail.reply_to))
    assert db.session.scalars(select(Post.number).where(Post.topic_id == topic.id)).all() == [1, 2]
    assert last_in().state == "returned"
    assert "no longer see this topic" in mails_to(mei.email)[-1].text


def test_the_digest_shows_only_what_its_reader_may_see(app: Flask) -> None:
    mei = somebody("Mei Tanaka", time_zone="Europe/London", country="JP")
    olaf = somebody("Olaf Holm", time_zone="Europe/London", country="NO")
    while plan_digests():
        pass
    author = somebody("Ana Sousa", country="JP")
    with at(TUESDAY + timedelta(hours=1)):
        begun(a_room("Japan", audience={"country": ["JP"]}), author, "Only for Japan", "The lantern reads at night.")
        begun(a_room("Everybody"), author, "For everybody", "Good morning.")
    with at(TUESDAY + timedelta(days=6, hours=21, minutes=1)):
        drain()
        while write_due_digests():
            pass
    told = {mail.recipient: mail.text for mail in mails_to(mei.email) + mails_to(olaf.email)}
    assert "Only for Japan" in told[mei.email]
    assert "The lantern reads at night." in told[mei.email]
    assert "For everybody" in told[olaf.email]
    assert "Japan" not in told[olaf.email]
    assert "lantern" not in told[olaf.email]
