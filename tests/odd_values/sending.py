"""Requests with odd values, one after the other, and what none of them may do."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule

from portal.core.database import db
from tests.actors import signed_in
from tests.odd_values.values import CONTENT_TYPES, JSON_BODIES, KEYWORDS, SENSIBLE, deep_form, odd_values
from tests.world import World

NAMED = re.compile(
    r'(?:args|form|values|files)\.(?:get|getlist)\(\s*"([^"]+)"|argument\(\s*"([^"]+)"|form\["([^"]+)"\]'
)
A_FIELD = re.compile(r"^    (\w+) = (?:\w+\.)?\w*(?:Field|Checkboxes|List|Choice)\w*\(", re.MULTILINE)
WRITING = re.compile(r'\s*(?:insert(?:\s+or\s+\w+)?\s+into|update|delete\s+from)\s+"?(\w+)', re.IGNORECASE)
NOTED_ANYWAY = {"sign_in_attempts", "failed_sign_ins", "user_sessions", "forum_drafts"}
"""What is kept of requests that are refused: that somebody tried, failed, was here, and what they typed."""
LEFT_OUT = {"static", "bootstrap.static", "health.readyz"}
"""No pages of ours; and what says 503 by design."""
AGAIN_AFTER = 25
"""Requests after which everybody signs in again: odd values may well end a session, or a role."""
SHOWN = 160


@dataclass
class Attempt:
    """One request: what is sent, by whom."""

    endpoint: str
    method: str
    path: str
    who: str
    query: list[tuple[str, str]] = field(default_factory=list)
    sent: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        sent = {name: str(value)[:SHOWN] for name, value in self.sent.items()}
        return f"{self.method} {self.path[:SHOWN]} ({self.endpoint}) by {self.who}: {str(self.query)[:SHOWN]} {sent}"


def what_broke(app: Flask, world: World, random: Random, count: int) -> list[str]:
    """Send `count` requests; those that were not answered properly, or wrote something though they were refused."""
    app.config["RATELIMIT_ENABLED"] = False
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in LEFT_OUT]
    pairs = [(rule, method) for rule in rules for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    random.shuffle(pairs)
    wrong, browsers = [], {}
    for number in range(count):
        if number % AGAIN_AFTER == 0:
            browsers = _browsers(app, world)
        rule, method = pairs[number % len(pairs)]
        attempt = _attempt(app, rule, method, world, random)
        with written() as tables:
            status = _status(browsers[attempt.who], attempt)
        if status >= 500:
            wrong.append(f"{status} {attempt}")
        elif status >= 400 and (kept := set(tables) - NOTED_ANYWAY):
            wrong.append(f"{status}, but wrote {sorted(kept)}: {attempt}")
    return wrong


@contextmanager
def written() -> Iterator[list[str]]:
    """The tables into which something is written and committed within the block."""
    pending: list[tuple[str, Any]] = []
    kept: list[str] = []

    def note(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if match := WRITING.match(statement):
            pending.append((match[1], cursor if _gives_rows(cursor) else cursor.rowcount))

    def commit(_connection: Any) -> None:
        kept.extend(table for table, count in pending if (count if isinstance(count, int) else count.rowcount))
        pending.clear()

    def rollback(_connection: Any) -> None:
        pending.clear()

    listeners = {"after_cursor_execute": note, "commit": commit, "rollback": rollback}
    for name, listener in listeners.items():
        event.listen(db.engine, name, listener)
    try:
        yield kept
    finally:
        for name, listener in listeners.items():
            event.remove(db.engine, name, listener)


def _gives_rows(cursor: Any) -> bool:
    """Whether it has a RETURNING: SQLite counts what such a statement wrote when its rows are read, and not before."""
    return cursor.description is not None and not cursor.rowcount


def _browsers(app: Flask, world: World) -> dict[str, FlaskClient]:
    db.session.rollback()
    return {
        "owner": signed_in(app, world.owner),
        "promoter": signed_in(app, world.promoter),
        "nobody": app.test_client(),
    }


def _status(browser: FlaskClient, attempt: Attempt) -> int:
    with browser.open(
        attempt.path, method=attempt.method, query_string=dict_of(attempt.query), buffered=True, **attempt.sent
    ) as answer:
        return int(answer.status_code)


def dict_of(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Every name with all of its values."""
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    return lists


def _attempt(app: Flask, rule: Rule, method: str, world: World, random: Random) -> Attempt:
    odd = odd_values()
    who = random.choices(("owner", "promoter", "nobody"), (5, 4, 1))[0]
    attempt = Attempt(rule.endpoint, method, _path(rule, world, random, odd), who)
    names = names_in(app.view_functions[rule.endpoint].__module__)
    for _each in range(random.choice((0, 1, 1, 3))):
        attempt.query.append((random.choice((*names, *KEYWORDS)), random.choice(odd)))
    if method == "POST":
        attempt.sent = _sent(names, random, odd)
    elif random.random() < 0.1:
        attempt.sent = {"headers": {"Accept": "application/json"}}
    return attempt


def _path(rule: Rule, world: World, random: Random, odd: list[str]) -> str:
    """The address with ids that there are, or with something odd in the place of one."""
    known = {**vars(world), **{name: 1 for name in rule.arguments if name not in vars(world)}, "kind": "contacts"}
    token = next((value for name, value in world.tokens.items() if rule.rule.startswith(f"/{name}/")), "token")
    values = {**known, "token": token, "place": f"topic:{world.topic_id}", "handle": "mei-tanaka"}
    strange = random.choice(sorted(rule.arguments)) if rule.arguments and random.random() < 0.2 else ""
    values |= {strange: random.choice(odd).replace("/", "%2F").replace("?", "%3F").replace("#", "%23")}
    return re.sub(r"<(?:[^<>:]+(?:\([^)]*\))?:)?(\w+)>", lambda part: str(values[part[1]]), rule.rule)


def _sent(names: Sequence[str], random: Random, odd: list[str]) -> dict[str, Any]:
    way = random.random()
    if way < 0.15:
        return {"data": random.choice(JSON_BODIES), "content_type": random.choice(CONTENT_TYPES)}
    if way < 0.2:
        return {"data": dict_of(deep_form(random))}
    values = {name: [random.choice(SENSIBLE)] for name in names}
    for name in random.sample(list(names), min(len(names), random.choice((0, 1, 2)))):
        values[name] = [random.choice(odd) for _each in range(random.choice((1, 1, 60)))]
    if random.random() < 0.3:
        values[random.choice(KEYWORDS)] = [random.choice(odd)]
    return {"data": values}


@cache
def names_in(module: str) -> tuple[str, ...]:
    """What the feature of a view reads by name, and what its forms' fields are called."""
    root = Path(str(import_module("portal").__file__)).parent
    parts = module.split(".")[1:]
    folder = root.joinpath(*parts[: 2 if parts[:1] in (["rooms"], ["kits"]) else 1])
    sources = folder.rglob("*.py") if folder.is_dir() else [root / "core" / "pages.py"]
    found: set[str] = {"page"}
    for path in sources:
        text = path.read_text(encoding="utf-8")
        found |= {name for groups in NAMED.findall(text) for name in groups if name}
        found |= set(A_FIELD.findall(text))
    return tuple(sorted(found))
