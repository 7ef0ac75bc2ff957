"""What tests of writing ask of the database and of threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.core.database import db
from portal.ledger.models import Activity
from portal.rooms.forum.models import Post, Topic


def posts_in(topic_id: int) -> list[Post]:
    """Every post of a topic, by number, as the database has them now."""
    db.session.expire_all()
    return list(db.session.scalars(select(Post).where(Post.topic_id == topic_id).order_by(Post.number)))


def topic_now(topic_id: int) -> Topic:
    return db.session.get_one(Topic, topic_id, populate_existing=True)


def verbs() -> list[str]:
    """The ledger's verbs, in order."""
    return list(db.session.scalars(select(Activity.verb).order_by(Activity.id)))


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """Do these at the same moment, each in its own thread and context; what they gave."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                start.wait()
                return act()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        found = [each.result() for each in [pool.submit(one, act) for act in acts]]
    db.session.rollback()
    db.session.expire_all()
    return found
