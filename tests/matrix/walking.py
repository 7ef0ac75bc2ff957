"""A walk through the cells of the matrix: what is asked, and what is wrong with the answer."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.routing import AnyConverter

from portal.core.database import db
from portal.core.urls import RowIds
from tests.channels import plain
from tests.matrix.cells import DOOR, NOT_THERE, Cell, said_of
from tests.matrix.community import KNOWN_TO, SECRETS, a_community
from tests.matrix.people import PEOPLE, admitted
from tests.matrix.rows import MISSING, OWN
from tests.odd_values.sending import NOTED_ANYWAY, written
from tests.rows import rows_of
from tests.test_pages import PAGES

FILLED = {
    **dict.fromkeys(("body", "title", "text", "name", "message", "note"), "In."),
    "reason": "spam",
    "kind": "nps",
    "number": "1",
    "step": "start",
    "level": "watching",
    "trigger": "pause",
    "act": "offer",
    "decision": "keep",
    "owner": "1",
    "version": "1",
}
"""Enough for many forms to be valid, so that what is not there is looked for; the others answer 422."""
NO_ID, NO_NAME, NO_PICTURE = 2_000_000_000, "nothing", "0" * 32
NOWHERE = "/nothing-here"
WORDS = {word.lower(): name for name, word in SECRETS.items()}
FOUND = re.compile("|".join(map(re.escape, WORDS)))


def what_is_wrong(app: Flask, cells: Iterable[Cell]) -> Iterator[str]:
    """Each of these cells that answers otherwise than the tables say, or tells a secret, in words."""
    walk = Walk(app)
    for cell in cells:
        if wrong := walk.step(cell):
            yield f"{cell}: {wrong}"


class Walk:
    """Through a community that is as new at every step."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._community = a_community(app)
        app.config |= {"WTF_CSRF_ENABLED": True, "RATELIMIT_ENABLED": False}
        with app.test_request_context():
            self._signed, self._raw = generate_csrf(), session["csrf_token"]
        self._cookies = {who: self._cookie(who) for who in PEOPLE}
        self._rows = rows_of(db.engine, lambda: None)
        self._kept = self._rows.keep()
        self._refusals: dict[str, str] = {}

    def step(self, cell: Cell) -> str:
        """What is wrong with the answer: nothing, too, where there is nothing of the kind to ask for."""
        path = self._path(cell)
        if path is None:
            return "say in tests/matrix/community.py what stands in this address" if cell.which == OWN else ""
        with written() as tables, self._answer(cell, path) as answer:
            status, place = answer.status_code, answer.headers.get("Location", "")
            text = "" if answer.mimetype.startswith("image/") else answer.text
        if tables:
            self._rows.empty()
            self._rows.put_back(self._kept)
        expected = cell.expected()
        if status not in expected or (expected is DOOR and status == 303 and not place.startswith("/sign-in")):
            return f"{status} {place} instead of {sorted(expected)} ({path})"
        if (status >= 400 or expected is DOOR) and (kept := set(tables) - NOTED_ANYWAY):
            return f"{status}, but wrote {sorted(kept)}"
        if expected == NOT_THERE and cell.method == "GET" and plain(text, path) != self._nothing(cell.who):
            return f"is refused in other words than what never was ({path})"
        told = self._told(text + place, path, cell.who)
        return f"tells {', '.join(sorted(told))} ({path})" if told else ""

    def _nothing(self, who: str) -> str:
        """What they read where nothing ever was."""
        if who not in self._refusals:
            self._refusals[who] = plain(self._browser(who).get(NOWHERE).text, NOWHERE)
        return self._refusals[who]

    def _told(self, text: str, path: str, who: str) -> set[str]:
        """The secrets in it that this person must not know."""
        words = {WORDS[word] for word in FOUND.findall(html.unescape(text).lower())}
        tokens = {f"the token of /{name}/…" for name, token in self._tokens if token in text and token not in path}
        return {name for name in words if not admitted(who, KNOWN_TO[name])} | tokens

    @property
    def _tokens(self) -> list[tuple[str, str]]:
        return list(self._community.world.tokens.items())

    def _answer(self, cell: Cell, path: str) -> Any:
        browser = self._browser(cell.who)
        if cell.method == "POST":
            return browser.post(path, data=FILLED | ({"csrf_token": self._signed} if cell.token else {}))
        query = PAGES[cell.rule.endpoint][1].partition("?")[2]
        return browser.get(path, query_string=query.format(**vars(self._community.world)))

    def _browser(self, who: str) -> FlaskClient:
        browser = self._app.test_client()
        browser.set_cookie(self._app.config["SESSION_COOKIE_NAME"], self._cookies[who])
        return browser

    def _cookie(self, who: str) -> str:
        browser = self._app.test_client()
        with browser.session_transaction() as cookie:
            cookie["csrf_token"] = self._raw
            if who in self._community.sessions:
                cookie["_user_id"], cookie["_fresh"] = self._community.sessions[who], True
        found = browser.get_cookie(self._app.config["SESSION_COOKIE_NAME"])
        assert found
        return found.value

    def _path(self, cell: Cell) -> str | None:
        values = {name: self._value(cell, name) for name in cell.rule.arguments}
        built = None if None in values.values() else cell.rule.build(values)
        return built[1] if built else None

    def _value(self, cell: Cell, name: str) -> Any:
        """What stands in the place of this argument; None where there is nothing of the kind."""
        converter = cell.rule._converters[name]
        if isinstance(converter, AnyConverter):
            return min(converter.items)
        if cell.which == MISSING:
            return NO_ID if isinstance(converter, RowIds) else NO_PICTURE if name == "key" else NO_NAME
        known = said_of(getattr(self._community, cell.which), cell.rule.endpoint, name)
        if name == "token" and cell.which == OWN and known is None:
            return next((token for begins, token in self._tokens if cell.rule.rule.startswith(f"/{begins}/")), None)
        return known
