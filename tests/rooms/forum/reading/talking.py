"""A forum for the tests of reading: rooms, topics and posts, made with the real actions where there is one."""

import itertools

from flask import current_app

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import transaction
from portal.core.text import fold
from portal.kits.admission.agreements import sign, write_agreement
from portal.kits.admission.models import Agreement
from portal.people.audience import make_audience
from portal.rooms.forum.actions.posts import add_post
from portal.rooms.forum.actions.topics import Beginning, begin_topic
from portal.rooms.forum.models import Category, Post, Reaction, Topic
from portal.rooms.forum.writing import Composed, compose
from tests.actors import a_member, a_user, staff

_numbers = itertools.count(1)


def a_room(name: str = "Everyday use", *, audience: dict[str, list[str]] | None = None, **changes: object) -> Category:
    """A category for this audience (none: every member), committed; other columns as given."""
    with transaction() as session:
        rule = make_audience(audience) if audience is not None else None
        category = Category(name=name, folded=fold(name), created_at=now(), see_audience=rule, **changes)
        session.add(category)
    return category


def an_agreement(name: str = "First look") -> Agreement:
    """An agreement with its first version, committed."""
    owner = staff("owner", name="Olga Owner")
    with transaction() as session:
        return write_agreement(name, "What you see here stays here.", session.get_one(User, owner.id))


def signed(agreement: Agreement, user: User) -> None:
    """The user signs the newest version."""
    with transaction() as session:
        sign(session.get_one(Agreement, agreement.id).newest, session.get_one(User, user.id))


def somebody(name: str = "Mei Tanaka", company: str = "Orbit Health", **changes: object) -> User:
    """A member who has joined and can sign in."""
    return a_user(a_member(name, company, joined_at=now(), welcomed_at=now(), **changes))


def composed(words: str) -> Composed:
    """Words as a request would render them."""
    with current_app.test_request_context():
        return compose(words)


def begun(
    category: Category,
    author: User,
    title: str = "Faxed forms",
    words: str = "They still arrive by fax.",
    **what: object,
) -> Topic:
    """A topic, committed."""
    body = composed(words)
    with transaction() as session:
        beginning = Beginning(title, body, **what)  # type: ignore[arg-type]
        return begin_topic(session.get_one(Category, category.id), session.get_one(User, author.id), beginning)


def said(topic: Topic, author: User, words: str = "Here as well.", reply_to: int | None = None) -> Post:
    """An answer, committed."""
    body = composed(words)
    with transaction() as session:
        return add_post(session.get_one(Topic, topic.id), session.get_one(User, author.id), body, reply_to=reply_to)


def a_talk(topic: Topic, posts: int, *, reactions: bool = False) -> None:
    """That many more answers, each by its own person of its own company."""
    for _ in range(posts):
        number = next(_numbers)
        author = somebody(f"Person {number}", f"Company {number}")
        post = said(topic, author, f"Answer {number} says @{author.handle} so.", reply_to=1)
        if reactions:
            with transaction() as session:
                session.add(Reaction(post_id=post.id, kind="thanks", user_id=author.id, created_at=now()))
