"""The counters of topics against what stands: what `flask forum verify` proves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.core.database import db

from ..models import Post, Topic

PAGE = 500


@dataclass(frozen=True)
class Difference:
    """One counter of a topic that says something else than its posts do."""

    topic_id: int
    counter: str
    kept: int | datetime
    found: int | datetime


def differences() -> Iterator[Difference]:
    """Every counter that is wrong, by topic. Read in pages of five hundred topics, two statements each."""
    after = 0
    while True:
        columns = (Topic.id, Topic.posts, Topic.last_number, Topic.last_post_at)
        topics = db.session.execute(select(*columns).where(Topic.id > after).order_by(Topic.id).limit(PAGE)).all()
        if not topics:
            return
        after = topics[-1].id
        counts = _counted([topic.id for topic in topics])
        for topic in topics:
            standing, highest, last = counts.get(topic.id, (0, 0, None))
            if topic.posts != standing:
                yield Difference(topic.id, "posts", topic.posts, standing)
            if topic.last_number < highest:  # more than the highest is right: numbers are never given out again
                yield Difference(topic.id, "last_number", topic.last_number, highest)
            if last is not None and topic.last_post_at != last:
                yield Difference(topic.id, "last_post_at", topic.last_post_at, last)


def _counted(topic_ids: list[int]) -> dict[int, tuple[int, int, datetime | None]]:
    """By topic: how many posts stand, the highest number ever, and when the newest that stands was written."""
    stands = Post.deleted_at.is_(None)
    counts = (
        select(
            Post.topic_id,
            func.count().filter(stands),
            func.max(Post.number),
            func.max(Post.created_at).filter(stands),
        )
        .where(Post.topic_id.in_(topic_ids))
        .group_by(Post.topic_id)
    )
    return {topic_id: (posts, highest, last) for topic_id, posts, highest, last in db.session.execute(counts)}
