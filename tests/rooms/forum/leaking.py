"""One secret in the forum, and every way on which it could reach somebody."""

import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.kits.notices.actions.at_once import write_due_mails
from portal.kits.notices.actions.digests import plan_digests, write_due_digests
from portal.kits.search.actions import index_due
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.feeds import renew_feed
from portal.rooms.forum.actions.moderating import merge_topics, move_topic, split_topic
from portal.rooms.forum.models import Category, Post, Topic
from tests.actors import signed_in, staff
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, composed, said, signed, somebody

WORD = "lantern"
TITLE = f"The {WORD} plan"
WORDS = f"The {WORD} is lit at midnight; nobody outside may know."
NOWHERE = "/community/t/2000000000"
NO_PICTURE = f"/pictures/{'0' * 32}"
SHAPE = re.compile(r'"request_id":\s*"[\w-]+"|<code>[\w-]+</code>|content="[\w-]{20,}"')


@dataclass
class House:
    """Mei and Ana are let in and have signed; the topic is a poll, so that it has a date."""

    app: Flask
    room: Category
    topic: Topic
    reply_to: str
    picture: str
    post_id: int
    mei: User
    viewers: dict[str, User]


def a_house(app: Flask) -> House:
    """Said before anybody looks; the index knows it, notices are told, mails and digests are due."""
    app.config["MAIL_IN_DOMAIN"] = "in.northwind.example"
    agreement = an_agreement()
    people: dict[str, object] = {"country": "JP", "time_zone": "Europe/London"}
    mei, ana = somebody("Mei Tanaka", **people), somebody("Ana Sousa", **people)
    kim, gone = somebody("Kim Park", **people), somebody("Gus Gone", **people)
    olaf = somebody("Olaf Holm", country="NO", time_zone="Europe/London")
    for each in (mei, ana, gone):
        signed(agreement, each)
    unsigned = staff("product", name="Una Signed")
    while plan_digests():
        pass
    room = a_room("Behind the curtain", audience={"country": ["JP"]}, agreement=agreement)
    names = " ".join(f"@{user.handle}" for user in (ana, kim, gone, olaf, unsigned))
    picture = _uploaded(app, mei)
    options = {"kind": "poll", "options": ("Yes", "No"), "closes_at": now() + timedelta(days=20)}
    words = f"{WORDS} {names}\n\n![{WORD}](/pictures/{picture})"
    topic = begun(room, mei, TITLE, words, **options)
    said(topic, ana, f"The {WORD} again.", reply_to=1)
    with transaction() as session:
        session.get_one(User, gone.id).active = False
    drain()
    while index_due():
        pass
    first = db.session.scalars(select(Post).where(Post.topic_id == topic.id, Post.number == 1)).one()
    viewers = {"reader": ana, "other audience": olaf, "unsigned": kim, "unsigned staff": unsigned, "removed": gone}
    return House(app, room, topic, "", picture, first.id, mei, viewers)


def deleted(house: House) -> None:
    """The topic is deleted; the worker stands still."""
    with transaction() as session:
        session.get_one(Topic, house.topic.id).deleted_at = now()


def moved(house: House) -> None:
    """The topic goes to a room that nobody but its agreement's signers may see; the worker stands still."""
    curtain = a_room("Behind another", audience={"country": ["JP"]}, agreement=an_agreement("Second look"))
    with transaction() as session:
        session.get_one(Topic, house.topic.id).category_id = curtain.id


def merged(house: House) -> None:
    """The posts go into a topic behind another agreement; the worker stands still."""
    curtain = a_room("Behind another", agreement=an_agreement("Second look"))
    target = begun(curtain, house.mei, "Something else")
    moderator = staff("moderator", name="Mo Derator")
    with transaction() as session:
        topics = session.get_one(Topic, house.topic.id), session.get_one(Topic, target.id)
        topics[0].kind = "discussion"
        merge_topics(*topics, session.get_one(User, moderator.id))


def split_away(house: House) -> None:
    """Its answer becomes a topic, which is moved behind another agreement; the first post is deleted with the rest."""
    moderator = staff("moderator", name="Mo Derator")
    line = composed("It goes on elsewhere.")
    curtain = a_room("Behind another", agreement=an_agreement("Second look"))
    with transaction() as session:
        actor = session.get_one(User, moderator.id)
        made = split_topic(session.get_one(Topic, house.topic.id), [2], "Elsewhere", actor, line)
        move_topic(made, session.get_one(Category, curtain.id), actor)
    deleted(house)


def _uploaded(app: Flask, user: User) -> str:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    picture.seek(0)
    answer = signed_in(app, user).post(
        "/pictures", data={"picture": (picture, "plan.png")}, headers={"Accept": "application/json"}
    )
    assert answer.json
    return str(answer.json["key"])


def _page(path: str) -> Callable[[House, FlaskClient, User | None], str]:
    def ask(house: House, client: FlaskClient, _who: User | None) -> str:
        return _told(client, path.format(**_places(house)))

    return ask


def _places(house: House) -> dict[str, object]:
    return {
        "topic": house.topic.id,
        "room": house.room.id,
        "post": house.post_id,
        "picture": house.picture,
        "mei": house.mei.handle,
        "author": house.mei.id,
    }


def _told(client: FlaskClient, path: str) -> str:
    """What the address answers; a refusal must be the same as for what never was."""
    said: list[str] = []
    for headers in ({}, {"Accept": "application/json"}):
        answer = client.get(path, headers=headers)
        said.append("picture" if answer.mimetype.startswith("image/") else answer.text)
        if answer.status_code >= 400:
            nothing = client.get(NO_PICTURE if path.startswith("/pictures") else NOWHERE, headers=headers)
            assert answer.status_code == nothing.status_code == 404, path
            assert _plain(answer.text, path) == _plain(nothing.text, nothing.request.path), path
        answer.close()
    return "\n".join(said)


def _plain(text: str, path: str) -> str:
    """A refusal without what differs at every request: its id, its nonce, and the address that was asked for."""
    return SHAPE.sub("", text.replace(html.escape(path), "").replace(path, ""))


def _counted(house: House, client: FlaskClient, _who: User | None) -> str:
    """Unread counts and the category's card. Its name may be known to who could sign; how much is in it may not."""
    page = client.get("/community").text
    counted = re.findall(r'class="[^"]*(?:room-count|count)[^"]*"[^>]*>\s*(\d+)', page)
    return WORD if any(int(number) for number in counted) else ""


def _totals(_house: House, client: FlaskClient, _who: User | None) -> str:
    """How much is found, by category: a number would say enough."""
    answer = client.get(f"/community/search?q={WORD}", headers={"Accept": "application/json"})
    told = answer.json or {}
    found = told.get("total") or any(any(values.values()) for values in told.get("facets", {}).values())
    return WORD if answer.status_code == 200 and found else ""


def _suggested(_house: House, client: FlaskClient, _who: User | None) -> str:
    """What a misspelt word is put right with."""
    return WORD if "midnight" in _told(client, "/community/search?q=midnigth") else ""


def _calendar(house: House, client: FlaskClient, who: User | None) -> str:
    return _fed(house, who, "/feeds/{token}/calendar.ics")


def _feed(house: House, client: FlaskClient, who: User | None) -> str:
    return _fed(house, who, "/feeds/{token}/community.xml")


def _fed(house: House, who: User | None, path: str) -> str:
    if who is None:
        return ""
    with transaction() as session:
        token = renew_feed(session.get_one(User, who.id))
    return house.app.test_client().get(path.format(token=token)).text


def _mail(house: House, _client: FlaskClient, who: User | None) -> str:
    with at(_on_day(1)):
        while write_due_mails():
            pass
    return _mails_to(who)


def _digest(house: House, _client: FlaskClient, who: User | None) -> str:
    for days in range(1, 9):
        with at(_on_day(days)):
            while write_due_digests():
                pass
    return _mails_to(who)


def _on_day(days: int) -> datetime:
    """In the morning so many days on, whatever the time is now: no mail goes out at night."""
    return (now() + timedelta(days=days)).replace(hour=9, minute=5)


def _mails_to(who: User | None) -> str:
    db.session.rollback()
    if who is None:
        return ""
    return "\n".join(db.session.scalars(select(Mail.text).where(Mail.recipient == who.email)))


CHANNELS: dict[str, Callable[[House, FlaskClient, User | None], str]] = {
    "page": _page("/community/t/{topic}"),
    "page of a post": _page("/community/t/{topic}/2"),
    "category": _page("/community/c/{room}"),
    "list": _page("/community"),
    "new": _page("/community?show=new"),
    "home": _page("/"),
    "search": _page("/community/search?q=midnight"),
    "totals": _totals,
    "search by author": _page("/community/search?author={author}"),
    "suggestions": _suggested,
    "staff's search": _page("/search?q=midnight"),
    "similar titles": _page("/community/similar?title=The+plan"),
    "history": _page("/community/posts/{post}/history"),
    "answering": _page("/community/t/{topic}/posts?quote=1"),
    "flagging": _page("/community/posts/{post}/flag"),
    "picture": _page("/pictures/{picture}"),
    "thumbnail": _page("/pictures/{picture}/thumb"),
    "profile": _page("/members/{mei}"),
    "inbox": _page("/inbox"),
    "coming up": _page("/coming-up"),
    "counts": _counted,
    "calendar": _calendar,
    "feed": _feed,
    "mail": _mail,
    "digest": _digest,
}
"""Every way on which words of the forum reach somebody → what that way says to them."""

QUIET = {"staff's search", "profile", "counts", "home", "new", "history"}
"""Channels that say nothing of the secret even to a reader, or need something else to say it."""
