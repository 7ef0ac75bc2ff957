"""A list of ideas is read from an index in its order: the database never gathers all of them to sort them."""

from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.core.paging import after
from portal.people.viewer import Viewer
from portal.rooms.ideas.actions.moves import plan_idea
from portal.rooms.ideas.models import Board, Idea
from portal.rooms.ideas.queries.lists import ORDERS, Filter, ideas, page_of_ideas
from portal.rooms.ideas.queries.roadmap import MAX_IDEAS, STATUSES, quarters_around, roadmap
from tests.actors import signed_in, staff
from tests.rooms.forum.reading.talking import somebody
from tests.rooms.ideas.boards import a_board, an_idea, idea_now, moved

CURSORS = {"rank": after(1.5, 7), "newest": after(7), "voters": after(3, 7)}
# An index of the table, or the table itself, which lies in the order of its key.
READ_IN_ORDER = ("ix_ideas_", "pk_ideas", "SCAN ideas", "SEARCH ideas USING INTEGER PRIMARY KEY")


@pytest.fixture
def board(app: Flask) -> Board:
    """A board with enough ideas, also by PostgreSQL's statistics, that their order is worth an index."""
    board, moment = a_board(), now()
    same = {
        "board_id": board.id,
        "title": "Dark mode",
        "folded": "dark mode",
        "status_at": moment,
        "created_at": moment,
    }
    standing = product(range(100), quarters_around(moment.date()), STATUSES)
    rows = [{"quarter": each[1], "status": each[2], "voters": each[0], "rank": float(each[0])} for each in standing]
    with transaction() as session:
        session.execute(insert(Idea), [same | row for row in rows])
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("analyze ideas"))
    return board


def plans(act: Any) -> list[str]:
    """How the database would go about what `act` asks.

    PostgreSQL sorts what it takes for few rows, or reads all of them: here it may not.
    """
    asked: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    is_postgresql = db.engine.dialect.name == "postgresql"
    explain = "explain " if is_postgresql else "explain query plan "
    if is_postgresql:
        for way in ("sort", "seqscan", "bitmapscan", "incremental_sort"):
            db.session.execute(text(f"set local enable_{way} = off"))
    wanted = [(statement, values) for statement, values in asked if "FROM ideas " in statement]
    connection = db.session.connection()
    return [str(connection.exec_driver_sql(explain + statement, values).all()) for statement, values in wanted]


@pytest.mark.parametrize("order", ORDERS)
def test_no_list_is_sorted(app: Flask, board: Board, order: str) -> None:
    mei = somebody()
    for which in (Filter(), Filter(statuses=["planned"]), Filter(board.id), Filter(board.id, ["planned"])):
        for cursor in (None, CURSORS[order]):
            viewer = Viewer(db.session.get_one(User, mei.id))
            (plan,) = plans(lambda: page_of_ideas(ideas(viewer, which), cursor, order))  # noqa: B023
            assert any(read in plan for read in READ_IN_ORDER), plan
            assert "ORDER BY" not in plan, (which, cursor, plan)
            assert "Sort" not in plan, (which, cursor, plan)


def test_the_roadmap_reads_each_part_in_its_order(app: Flask, board: Board) -> None:
    viewer, quarters = Viewer(somebody()), quarters_around(now().date())
    (plan,) = plans(lambda: roadmap(viewer, quarters))
    assert plan.count("ix_ideas_roadmap") == len(quarters) * 3
    assert plan.count("ORDER BY") + plan.count("Sort Key") <= 1, "only what is shown is put in order"


def test_the_roadmap_shows_the_most_wanted_and_says_where_the_others_are(app: Flask) -> None:
    board, priya = a_board(), staff("product")
    for number in range(MAX_IDEAS + 1):
        idea = an_idea(board, f"Idea {number:02}", by=priya)
        with transaction():
            plan_idea(idea_now(idea), db.session.get_one(User, priya.id), quarters_around(now().date())[2])
        moved(idea, "plan", priya)
    page = signed_in(app, somebody()).get("/ideas/roadmap").get_data(as_text=True)
    assert [f"Idea {number:02}" in page for number in (0, 1, MAX_IDEAS)] == [False, True, True]
    assert "/ideas?status=planned&amp;order=voters" in page
