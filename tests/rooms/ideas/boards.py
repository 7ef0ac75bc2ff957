"""Boards, ideas and voters for tests, made with the real actions and committed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.errors import Refused
from portal.ledger.models import Activity
from portal.people.models import Member
from portal.rooms.ideas.actions.boards import BoardPlan, create_board
from portal.rooms.ideas.actions.ideas import Suggestion, suggest_idea
from portal.rooms.ideas.actions.moves import Decision, move_idea
from portal.rooms.ideas.models import Board, Idea, Vote
from tests.actors import staff


def a_board(name: str = "Product", **wanted: Any) -> Board:
    priya = staff("product")
    with transaction():
        return create_board(BoardPlan(name, **wanted), priya)


def an_idea(board: Board, title: str = "Compare scanned PDFs", by: User | None = None, **more: Any) -> Idea:
    """An idea of `by`'s, or one that a colleague wrote down: nobody has voted for it."""
    by = by or staff("success", name="Sam Okoro")
    with transaction() as session:
        return suggest_idea(session.get_one(Board, board.id), session.get_one(User, by.id), Suggestion(title, **more))


def crowd(number: int, prefix: str = "voter", **columns: Any) -> list[int]:
    """Members by number, in one statement; their ids."""
    rows = [
        {
            "email": f"{prefix}{n}@example.org",
            "folded": f"{prefix}{n:05}",
            "given_name": prefix,
            "family_name": str(n),
            "created_at": now(),
            **{name: value(n) if callable(value) else value for name, value in columns.items()},
        }
        for n in range(number)
    ]
    with transaction() as session:
        return list(session.scalars(insert(Member).returning(Member.id, sort_by_parameter_order=True), rows))


def moved(idea: Idea, step: str, by: User, **words: str) -> Idea:
    """The idea after that step."""
    with transaction() as session:
        found = session.get_one(Idea, idea.id)
        move_idea(found, session.get_one(User, by.id), Decision(step, found.version, **words))
    return idea_now(idea)


def idea_now(idea: Idea) -> Idea:
    return db.session.get_one(Idea, idea.id, populate_existing=True)


def voters_of(idea: Idea) -> int:
    """Distinct members with a vote, counted from the rows."""
    wanted = select(func.count(Vote.member_id.distinct())).where(Vote.idea_id == idea.id)
    return db.session.scalar(wanted) or 0


def verbs() -> list[str]:
    return list(db.session.scalars(select(Activity.verb).order_by(Activity.id)))


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """Do these at the same moment, each in its own thread and transaction; what they gave, or how they were refused.

    Any other exception ends the test.
    """
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    return act()
            except Refused as refused:
                return refused
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        found = [each.result() for each in [pool.submit(one, act) for act in acts]]
    db.session.rollback()
    db.session.expire_all()
    return found
