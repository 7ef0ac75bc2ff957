"""Where a story happens: pages of people signed in and out, a worker, and the mails that were written."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db
from portal.kits.jobs.runner import work_on_jobs
from portal.kits.search.actions import index_due
from portal.ledger.models import Mail
from portal.ledger.worker import run_once
from portal.nurture.cli import tick_once
from portal.people.models import Member
from tests.actors import staff
from tests.browser.looks import LIGHT, PHONE, Look, looking
from tests.letters import letters

PATIENCE = 20_000
"""Milliseconds that a page is waited for at most."""
REST = 0.05


@dataclass
class House:
    """The site with its people. What the browser writes is read afresh each time."""

    app: Flask
    browser: Browser
    site: str
    state_of: Callable[[User], dict[str, Any]]
    scripts: bool = True
    """Whether the browsers of this house run scripts."""

    @contextmanager
    def page(self, user: User | None = None, look: Look = LIGHT, **options: Any) -> Iterator[Page]:
        """A browser of its own, in which `user` is signed in, or nobody."""
        if user is not None:
            options["storage_state"] = self.state_of(user)
        options |= {"base_url": self.site, "java_script_enabled": self.scripts}
        with looking(self.browser, look, **options) as page:
            page.set_default_timeout(PATIENCE)
            page.set_default_navigation_timeout(PATIENCE)
            yield page

    def phone(self, user: User | None = None, **options: Any) -> Any:
        """The same in somebody's hand."""
        return self.page(user, PHONE, **options)

    def work(self) -> None:
        """Let the worker do everything that is due: long work, the ledger, moves, the index."""
        with self.app.app_context():
            for step in (work_on_jobs, lambda: tick_once()["due"], index_due):
                while step():
                    pass

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A worker at work in the background, as in life, until the end of the block."""
        stop = threading.Event()

        def work() -> None:
            with self.app.app_context():
                while not stop.is_set():
                    if not run_once():
                        stop.wait(REST)
                db.session.remove()

        with ExitStack() as at_the_end:
            thread = threading.Thread(target=work)
            at_the_end.callback(thread.join)
            at_the_end.callback(stop.set)
            thread.start()
            yield

    def link_to(self, recipient: str, path: str) -> str:
        """The link below `path` in the newest mail to `recipient` that has one."""
        db.session.rollback()
        mails = reversed(letters(Mail.recipient == recipient))
        links = (re.search(rf"https://[^/]+({re.escape(path)}[\w-]+)", mail.text) for mail in mails)
        return next(link[1] for link in links if link)

    def member(self, email: str) -> Member:
        """The member as the database has them now."""
        db.session.rollback()
        found = select(Member).where(Member.email == email).execution_options(populate_existing=True)
        return db.session.scalars(found).one()


def colleague(role: str) -> User:
    """A colleague of this role, under the name that the stories know them by."""
    return staff(role, name=COLLEAGUES[role])


COLLEAGUES = {
    "owner": "Ines Adler",
    "success": "Daniel Weber",
    "marketing": "Lena Vogt",
    "product": "Omar Haddad",
    "moderator": "Ruth Kessler",
}
