"""The forum in the play: its categories, and everything that is said in them."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from random import Random
from typing import Any

from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.text import fold
from portal.kits.admission.agreements import sign, write_agreement
from portal.kits.admission.models import Agreement
from portal.kits.notices.actions import mark_all_read
from portal.people.viewer import Viewer
from portal.rooms.forum.actions.polls import vote
from portal.rooms.forum.actions.posts import add_post
from portal.rooms.forum.actions.reactions import react
from portal.rooms.forum.actions.reading import move_mark
from portal.rooms.forum.actions.topics import Beginning, begin_topic, solve
from portal.rooms.forum.models import Category, PollOption, Post, Topic
from portal.rooms.forum.models.posts import REACTIONS
from portal.rooms.forum.writing import Composed, compose
from portal.rooms.profiles.actions import tell_of_oneself

from .rows import joined, somebody, staff
from .talk_text import Said, Talk, talks
from .timeline import Act, Play, Step

OPENED = 395
"""How many days ago the rooms were opened."""
LAST_READ = 6
BETA = "First look"
PROMISE = """What you see in the beta circle is not finished and may never be.

- You may talk about it with your own colleagues who test it with you, and with nobody else.
- You may stop at any time, and need not say why.
- What you tell us about it belongs to you; we may build what you suggest.
"""
CATEGORIES: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
    (
        "Announcements",
        "speakerphone",
        "orange",
        "What we have changed, and what comes next.",
        {"members_create": False},
    ),
    ("Getting started", "book", "teal", "Short guides for the first weeks.", {"guides": True, "members_create": False}),
    ("Everyday use", "messages", "blue", "How others do it, and what does not work.", {}),
    ("Show and tell", "bulb", "purple", "Templates, tricks, and clauses to laugh at.", {}),
    ("Beta circle", "flask", "pink", "What is not finished yet.", {"agreement": BETA}),
)
SIGNED_BY = ("Mei Tanaka", "Anja Vogel", "Javier Ortega", "Astrid Solheim", "Jutta Reinhardt")
LISTED = (
    (
        "Astrid Solheim",
        "Framework agreements at a bank.",
        "board papers, playbooks",
        "renewals in retail",
    ),
    ("Mei Tanaka", "Contracts for forty wards, most of them on paper once.", "scans, research agreements", "tenders"),
    ("Sofía Morales", "Suppliers of ninety stores.", "supplier contracts, Spanish drafts", "board papers"),
    ("Javier Ortega", "Retail, procurement and everything between.", "tenders, supplier contracts", "playbooks"),
    ("Jonas Weber", "Grid agreements and the people who sign them.", "training a team", "scans"),
    ("Fiona Gallagher", "Claims, and the letters about them.", "first drafts, negotiation", "audits"),
    ("Magnus Berge", "Compliance at a bank.", "audits", "negotiation"),
)


def fill_the_forum(play: Play) -> None:
    """Open the rooms, then say everything at its day. Whoever is quoted has joined long before."""
    _on(play, OPENED, 9, _open_categories)
    for name, about, helps, looks in LISTED:
        _on(play, 150, 12, partial(_lists, name, about, helps, looks))
    for name in SIGNED_BY:
        _on(play, 154, 15, partial(_signs, name))
    _on(play, LAST_READ, 20, _everybody_has_read)
    rng = Random("talk")  # noqa: S311 - a play, not a secret
    for talk in talks():
        topics: list[int] = []
        first = talk.posts[0]
        _on(play, first.days_ago, 10, _begins(talk, topics, play.anchor), settle=rng)
        for number, said in enumerate(talk.posts[1:], 2):
            _on(play, said.days_ago, 10 + number, _answers(said, topics, number), settle=rng)
        for who in rng.sample(_READERS, 4):
            _on(play, max(first.days_ago - rng.randint(1, 3), 1), 17, _taps(who, topics, rng.choice(REACTIONS)))
        for who, choice in zip(rng.sample(_READERS, 8), rng.choices(range(8), k=8), strict=True):
            if talk.options:
                _on(play, max(first.days_ago - 2, 1), 17, _votes(who, topics, choice % len(talk.options)))


def _everybody_has_read() -> None:
    """What was said up to now is known to all; only the last days are new to them."""
    moment = now()
    for user in db.session.scalars(select(User).where(User.active).order_by(User.id)):
        move_mark(Viewer(user), moment)
        mark_all_read(user, moment)


_READERS = ["Mei Tanaka", "Astrid Solheim", "Fiona Gallagher", "Javier Ortega", "Jutta Reinhardt", "Tom Ellery"]
_READERS += ["Jonas Weber", "Sofía Morales", "Arjun Mehta", "Priya Raman"]


def _open_categories() -> None:
    owner = staff("moderator")
    agreement = write_agreement(BETA, PROMISE, owner)
    for position, (name, icon, tone, description, rules) in enumerate(CATEGORIES):
        known = {key: value for key, value in rules.items() if key != "agreement"}
        category = Category(
            name=name,
            folded=fold(name),
            position=position,
            icon=icon,
            tone=tone,
            description=description,
            agreement_id=agreement.id if rules.get("agreement") else None,
            created_at=now(),
            **known,
        )
        db.session.add(category)
    db.session.flush()
    for part in ("product", "success"):
        sign(agreement.newest, staff(part))


def _begins(talk: Talk, topics: list[int], today: date) -> Act:
    closes = talk.closes_in and datetime.combine(today + timedelta(days=talk.closes_in), time(16, tzinfo=UTC))

    def act() -> None:
        author = somebody(talk.posts[0].author)
        category = db.session.scalars(select(Category).where(Category.folded == fold(talk.category))).one()
        what = Beginning(talk.title, _composed(talk.first_text), talk.kind, talk.options, closes_at=closes or None)
        topics.append(begin_topic(category, author, what).id)

    return act


def _answers(said: Said, topics: list[int], number: int) -> Act:
    def act() -> None:
        topic = db.session.get_one(Topic, topics[0])
        post = add_post(topic, somebody(said.author), _composed(said.text), reply_to=1 if number == 2 else None)
        if said.solves and topic.author is not None:
            solve(topic, post, topic.author)

    return act


def _taps(name: str, topics: list[int], kind: str) -> Act:
    def act() -> None:
        reader = joined(name)
        first = db.session.scalars(select(Post).where(Post.topic_id == topics[0], Post.number == 1)).one()
        if reader is not None and _may_read(reader, first) and first.author_user_id != reader.id:
            react(first, reader, kind)

    return act


def _votes(name: str, topics: list[int], position: int) -> Act:
    def act() -> None:
        reader = joined(name)
        options = select(PollOption.id).where(PollOption.topic_id == topics[0]).order_by(PollOption.position)
        if reader is not None:
            vote(db.session.get_one(Topic, topics[0]), reader, [list(db.session.scalars(options))[position]])

    return act


def _may_read(reader: User, post: Post) -> bool:
    agreement = post.topic.category.agreement_id
    return agreement is None or reader.name in SIGNED_BY


def _signs(name: str) -> None:
    agreement = db.session.scalars(select(Agreement).where(Agreement.name == BETA)).one()
    sign(agreement.newest, somebody(name))


def _lists(name: str, about: str, helps: str, looks: str) -> None:
    tell_of_oneself(somebody(name), about, {"helps": helps, "looks": looks}, listed=True)


@cache
def _composed(text: str) -> Composed:
    """Nobody is named with an @ in these words, so they read the same each time."""
    return compose(text)


def _on(play: Play, days_ago: int, hour: int, act: Act, *, settle: Random | None = None) -> None:
    minute = settle.randrange(60) if settle else 0
    moment = datetime.combine(play.day(days_ago), time(hour, minute, tzinfo=UTC))
    play.add(Step(moment, act))
