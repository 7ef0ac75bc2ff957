"""Many requests at the same moment, each in its own thread and browser, through the whole application."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import datetime
from threading import Barrier
from typing import Any, NamedTuple

from flask import Flask
from flask.testing import FlaskClient

from portal.core.clock import at
from portal.core.database import db


class Post(NamedTuple):
    """A form that somebody sends; `moment` is when it arrives, if not now."""

    browser: FlaskClient
    path: str
    fields: dict[str, str] = {}
    moment: datetime | None = None


def posted_at_once(app: Flask, posts: Sequence[Post], *besides: Callable[[], Any]) -> list[int]:
    """Send all of these at the same moment, and do what is `besides`; the status of each answer, in the order given."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    start = Barrier(len(posts) + len(besides))

    def send(post: Post) -> int:
        start.wait()
        with app.app_context(), at(post.moment) if post.moment else nullcontext():
            answer = post.browser.post(post.path, data=post.fields)
        answer.close()
        return answer.status_code

    def do(act: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                act()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(posts) + len(besides)) as pool:
        sent = [pool.submit(send, post) for post in posts]
        done = [pool.submit(do, act) for act in besides]
        found = [each.result() for each in sent]
        for each in done:
            each.result()
    db.session.rollback()
    db.session.expire_all()
    return found


def browsers_like(app: Flask, browser: FlaskClient, number: int) -> list[FlaskClient]:
    """So many browsers that remember what this one does: one person in many tabs."""
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    found = []
    for _ in range(number):
        found.append(app.test_client())
        found[-1].set_cookie(cookie.key, cookie.value)
    return found
