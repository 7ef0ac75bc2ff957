"""`flask forum`: prove the forum's counters, and put them right."""

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from portal.core.cli import as_json, difference, fail, recounted, say
from portal.core.database import db, transaction

from .actions.posts import lock_topic, recount
from .models import Post, Topic
from .queries.counters import differences

forum = AppGroup("forum", help="Categories, topics and posts.")


@forum.command("verify")
@click.option("--repair", is_flag=True, help="Correct what is wrong.")
@as_json
def verify(repair: bool, as_json: bool) -> None:
    """Recount the posts of every topic and say which counters are wrong (exit 1, unless they were repaired)."""
    wrong = list(differences())
    db.session.rollback()
    if repair:
        for topic_id in sorted({each.topic_id for each in wrong}):
            _repair(topic_id)
    lines = [difference("topic", each.topic_id, each.counter, each.kept, each.found) for each in wrong]
    result = {
        "repaired": repair and bool(wrong),
        "wrong": [
            {"topic": each.topic_id, "counter": each.counter, "kept": str(each.kept), "found": str(each.found)}
            for each in wrong
        ],
    }
    say(result, as_json, recounted(lines, repaired=repair))
    if wrong and not repair:
        fail()


def _repair(topic_id: int) -> None:
    highest = select(func.max(Post.number)).where(Post.topic_id == topic_id)
    with transaction() as session:
        topic = session.get(Topic, topic_id)
        if topic is not None:
            lock_topic(topic)
            topic.last_number = max(topic.last_number, session.scalar(highest) or 0)
            recount(topic)


COMMANDS = (forum,)
