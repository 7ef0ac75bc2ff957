"""Somebody of whom everything is asked that can be asked, and who has something of everything that is theirs."""

import re
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.routing import Rule

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.kits.notices.actions.digests import digest_of
from portal.ledger.worker import drain
from portal.people.feeds import renew_feed
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.betas.actions.applying import invite_testers
from portal.rooms.betas.actions.betas import Plan, move_beta, open_beta
from portal.rooms.ideas.models import Vote
from portal.rooms.surveys.actions import ask
from portal.rooms.surveys.models import SurveyRequest
from tests.actors import signed_in
from tests.matrix.cells import APART
from tests.rooms.forum.reading.talking import a_room, begun
from tests.test_pages import PAGES
from tests.world import World, a_world

QUESTION, BETA, STALE = "Which quokka do you trust?", "Quokka mode", "Do you still want this?"
SURVEY = "How likely are you to recommend"
APPROVAL = "waiting for your answer"
BROUGHT = (QUESTION, BETA, STALE, SURVEY, APPROVAL)
"""What asks or invites, each by words that stand nowhere else."""
THEIRS_TO_OPEN = {
    "betas.betas": (BETA,),
    "betas.beta": (BETA,),
    "forum.community": (QUESTION,),
    "forum.category": (QUESTION,),
    "forum.topic": (QUESTION,),
    "forum.search": (QUESTION,),
    "surveys.own": (SURVEY,),
    "surveys.answer": (SURVEY,),
    "ideas.still": (STALE,),
}
"""Lists and pages that somebody opens themselves, and links from an email: they show what is there."""
MARK = re.compile(r'data-mark="(\w+)"')
NEXT_WEEK = timedelta(days=7)
Answers = list[tuple[str, str, str]]
"""(endpoint, address, text)."""


@dataclass(frozen=True)
class Asked:
    """The world with what is asked of its promoter."""

    world: World
    request_id: int
    beta_id: int
    topic_id: int
    feed: str


def an_asked_world(app: Flask) -> Asked:
    """Mei has a seat, one that waits for her signature, quotes and answers; and is asked everything at once."""
    world = a_world(app)
    beta_id, topic_id = _invited(world), _questioned(world)
    with transaction() as session:
        mei = session.get_one(Member, world.member_id)
        ask(mei, "nps", cause_key="asked:1", care=True)
        mine = Vote.member_id == mei.id, Vote.idea_id == world.idea_id
        session.execute(update(Vote).where(*mine).values(confirmed_at=now() - timedelta(days=300)))
        feed = renew_feed(session.get_one(User, world.promoter.id))
    drain()
    newest = select(func.max(SurveyRequest.id)).where(SurveyRequest.member_id == world.member_id)
    return Asked(world, db.session.scalar(newest) or 0, beta_id, topic_id, feed)


def _invited(world: World) -> int:
    with transaction() as session:
        olga = session.get_one(User, world.owner.id)
        beta = open_beta(Plan(BETA, "Marsupials first.", capacity=2, apply_until=now() + NEXT_WEEK), olga)
        move_beta(beta, "recruit", olga)
        invite_testers(beta, [session.get_one(Member, world.member_id)], olga, "she asks for it")
        return beta.id


def _questioned(world: World) -> int:
    room, until = a_room("Zoo"), now() + NEXT_WEEK
    return begun(room, world.owner, QUESTION, "Please say.", kind="company_question", closes_at=until).id


def every_answer(app: Flask, asked: Asked, only: tuple[str, ...] = ("",)) -> Answers:
    """What every GET address answers to Mei, with what is hers in the place of each argument; or those alone whose
    endpoint begins so."""
    browser = reading(app, asked)
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return [
        (rule.endpoint, address, browser.get(address).text)
        for rule in sorted(rules, key=str)
        if rule.endpoint.startswith(only) and not rule.endpoint.startswith(APART)
        for address in _addresses(rule, asked)
    ]


def _addresses(rule: Rule, asked: Asked) -> list[str]:
    known = PAGES[rule.endpoint][1].format(**vars(asked.world))
    own = {
        "surveys.own": [f"/questions/{asked.request_id}"],
        "betas.beta": [known, f"/betas/{asked.beta_id}"],
        "forum.topic": [known, f"/community/t/{asked.topic_id}"],
        "calendar.calendar_feed": [f"/feeds/{asked.feed}/calendar.ics"],
        "feeds.community": [f"/feeds/{asked.feed}/community.xml"],
        "forum.begin": ["/community/new"],
        "inbox.inbox": [known, "/inbox?page="],
    }
    return own.get(rule.endpoint) or [known or _filled(rule, asked.world)]


def _filled(rule: Rule, world: World) -> str:
    """The address of a page that the table leaves to other tests; tokens and pictures are there for nobody."""
    ids = {**vars(world), "name": "welcome", "kind": "portrait", "key": "0" * 32, "token": "0" * 32}
    return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda part: str(ids[part[1]]), rule.rule)


def digest_for(asked: Asked) -> str:
    """What a digest would tell Mei of the last day."""
    user = db.session.get_one(User, asked.world.promoter.id)
    since = now() - timedelta(days=1)
    parts = digest_of(Viewer(user), since, round_up_since=since)
    return "\n".join(text for part in parts for text in (part.title, *(item.title for item in part.items)))


def reading(app: Flask, asked: Asked) -> FlaskClient:
    """A browser in which Mei reads."""
    return signed_in(app, db.session.get_one(User, asked.world.promoter.id))
