"""A vote through the whole portal against a bare Flask view that runs the very same statements.

Ours is a POST with its session, its CSRF token and its form: the sign-in, the right to vote, the flood check, the
lock, the vote, the counters and the rank, the ledger with its deliveries, the redirect. What it asks of the database
is kept from two votes of each voter: what differs between the two is the idea, or the line in the ledger. The bare
view runs these statements, the sign-in's included, through SQLAlchemy Core, in one transaction on the same database
with the same pragmas and the same fsync. They are made already; it makes nothing of the answers, looks at no token,
and redirects.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Any, NamedTuple

from flask import Flask, redirect
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, Executable, event, func, select

from portal.core.database import db
from portal.ledger.models import Activity
from portal.people.models import Member
from portal.rooms.ideas.lifecycle import OPEN
from portal.rooms.ideas.models import Idea, Vote
from tests.actors import a_user, signed_in
from tests.bench.table import Row

GOAL = 0.6
EACH = 24
"""How many votes one member casts either way: far from being a flood."""
Values = dict[str, Any]
Heard = tuple[Executable, list[Values]]


class Voter(NamedTuple):
    """Somebody who votes: signed in, with the token of their forms, ideas to vote for, two ideas that they voted for,
    the lines of these votes in the ledger, and what they asked of the database."""

    browser: FlaskClient
    token: str
    ideas: Iterator[int]
    known: list[int]
    lines: list[int]
    heard: list[list[Heard]]


def rows(app: Flask, votes: int) -> Iterator[Row]:
    """Votes a second: by the clock, of which the fsync is a part, and by processor time alone."""
    app.config["WTF_CSRF_ENABLED"] = True
    voters = [_voter(app, member_id) for member_id in range(1, votes // EACH + 2)]
    with app.app_context():
        bare = _bare(db.engine, voters).test_client()
    taken = []
    for _number, (place, voter) in zip(range(votes), cycle(enumerate(voters)), strict=False):
        one, other = next(voter.ideas), next(voter.ideas)
        ours = _taken(lambda: _vote(voter, one))  # noqa: B023
        theirs = _taken(lambda: bare.post(f"/{place}/{other}"))  # noqa: B023
        taken.append((*ours, *theirs))
    app.config["WTF_CSRF_ENABLED"] = False
    clock, processor, bare_clock, bare_processor = (sorted(each)[votes // 2] for each in zip(*taken, strict=True))
    rate, bare_rate = f"{1 / clock:,.0f}/s", f"bare POST {1 / bare_clock:,.0f}/s"
    yield Row("a vote, from sign-in to redirect", rate, bare_rate, bare_clock / clock, GOAL)
    rate, bare_rate = f"{1 / processor:,.0f}/s", f"bare POST {1 / bare_processor:,.0f}/s"
    yield Row("… by processor time, without the fsync", rate, bare_rate, bare_processor / processor)


def _voter(app: Flask, member_id: int) -> Voter:
    """A member after two votes."""
    with app.app_context():
        browser = signed_in(app, a_user(db.session.get_one(Member, member_id)))
        voted = select(Vote.idea_id).where(Vote.member_id == member_id)
        wanted = select(Idea.id).where(Idea.status.in_(OPEN), Idea.id.not_in(voted)).order_by(Idea.rank.desc())
        ideas = iter(db.session.scalars(wanted.limit(3 * EACH)).all())
        engine = db.engine
    page = browser.get("/ideas").get_data(as_text=True)
    voter = Voter(browser, page.partition('name="csrf_token" value="')[2].partition('"')[0], ideas, [], [], [])
    for _ in range(2):
        voter.known.append(next(ideas))
        voter.heard.append(_heard(engine, lambda: _vote(voter, voter.known[-1])))
        with app.app_context():
            voter.lines.append(db.session.scalar(select(func.max(Activity.id))) or 0)
    return voter


def _vote(voter: Voter, idea_id: int) -> None:
    answer = voter.browser.post(f"/ideas/{idea_id}/vote", data={"csrf_token": voter.token})
    assert answer.status_code == 303


def _heard(engine: Engine, act: Callable[[], None]) -> list[Heard]:
    """What the database is asked meanwhile."""
    seen: list[Heard] = []

    def note(_conn: Any, statement: Executable, many: list[Values], values: Values, _options: Any) -> None:
        seen.append((statement, list(many) or [dict(values)]))

    event.listen(engine, "before_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_execute", note)
    return seen


def _bare(engine: Engine, voters: Sequence[Voter]) -> Flask:
    app = Flask("bare")
    said = [[_said(voter, *pair) for pair in zip(*voter.heard, strict=True)] for voter in voters]

    @app.post("/<int:place>/<int:idea_id>")
    def vote(place: int, idea_id: int) -> ResponseReturnValue:
        line = 0
        with engine.connect().execution_options(fanfare_writes=True) as connection, connection.begin():
            for statement, made, keeps in said[place]:
                values = [{name: make(idea_id, line) for name, make in each.items()} for each in made]
                answer = connection.execute(statement, values if len(values) > 1 else values[0])
                found = answer.all() if answer.returns_rows else []
                line = found[0][0] if keeps else line
        return redirect(f"/ideas/{idea_id}#why", 303)

    return app


Made = Callable[[int, int], Any]


def _said(voter: Voter, first: Heard, second: Heard) -> tuple[Executable, list[dict[str, Made]], bool]:
    """The statement, its values as they follow from the idea and the line, and whether it makes that line."""

    def value(one: Any, two: Any) -> Made:
        if [one, two] == voter.known:
            return lambda idea_id, _line: idea_id
        if [one, two] == voter.lines:
            return lambda _idea_id, line: line
        if one == {"idea": voter.known[0]}:
            return lambda idea_id, _line: {"idea": idea_id}
        return lambda _idea_id, _line: one

    made = [{name: value(one[name], two[name]) for name in one} for one, two in zip(first[1], second[1], strict=True)]
    return first[0], made, str(first[0]).startswith("INSERT INTO activities")


def _taken(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of processor time."""
    begun, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - busy
