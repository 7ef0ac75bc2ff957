"""What the forum adds to other pages: a member's home, Today, and that people show themselves by writing."""

from flask import render_template
from sqlalchemy import exists, select

from portal.core.clock import now
from portal.core.database import db
from portal.core.markdown import excerpt
from portal.core.slots import panel
from portal.people.models import Member
from portal.people.viewer import Viewer, viewer
from portal.rooms.profiles.queries import appearance_check

from .labels import GONE, KIND_LABELS
from .models import Post, Topic
from .queries import lists
from .queries.home import newest_question, replies_to
from .queries.seeing import sees_post
from .urls import Addresses

MAX_TOPICS = 4
MAX_WAITING_TOPICS = 6


@panel("member_ask", order=30)
def one_question(_member: Member) -> str | None:
    """The newest question of ours that the member has not answered, with what it takes."""
    asked = newest_question(viewer(), now())
    return render_template("forum/_one_question.html", asked=asked, at=Addresses()) if asked else None


@panel("member_home", order=20)
def replies(_member: Member) -> str | None:
    """What others answered to the member and they have not read."""
    answers = replies_to(viewer(), MAX_TOPICS)
    lines = [(each, excerpt(each.body, 140)) for each in answers]
    return render_template("forum/_replies.html", lines=lines, at=Addresses(), gone=GONE) if answers else None


@panel("member_home", order=25)
def news(_member: Member) -> str | None:
    """What goes on in the categories that they see and have not muted. Home asks in one place: no question of ours."""
    latest = lists.latest(viewer()).where(Topic.kind != "company_question")
    newest = lists.first_topics(latest, MAX_TOPICS, Topic.last_post_at.desc(), Topic.id.desc())
    return _topics("forum/_news.html", newest) if newest else None


@panel("today", order=20)
def waiting(person: Viewer) -> str | None:
    """Members' topics without an answer of ours, the oldest first."""
    if not person.may("forum.write"):
        return None
    oldest = lists.first_topics(lists.waiting(person), MAX_WAITING_TOPICS, Topic.id)
    return _topics("forum/_waiting.html", oldest) if oldest else None


@appearance_check
def writes_where_seen(seer: Viewer, user_id: int) -> bool:
    """Whether this user has written something that `seer` may read."""
    wrote = exists().where(Post.author_user_id == user_id, Post.topic_id == Topic.id, sees_post(seer))
    return bool(db.session.scalar(select(wrote)))


def _topics(template: str, topics: list[lists.TopicLine]) -> str:
    return render_template(template, topics=topics, kinds=KIND_LABELS, at=Addresses(), gone=GONE)
