"""What somebody said became part of an idea: they read where it stands, if they may open it."""

import pytest
from flask import Flask

from portal.access.models import User
from portal.core.database import db, transaction
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.feedback.actions import give_feedback
from portal.rooms.feedback.models import Feedback
from portal.rooms.feedback.outcomes import Outcome, told_by
from portal.rooms.ideas.actions.boards import BoardPlan, create_board
from portal.rooms.ideas.actions.evidence import link_evidence
from portal.rooms.ideas.actions.ideas import Suggestion, suggest_idea
from portal.rooms.ideas.actions.merging import merge_idea
from portal.rooms.ideas.actions.moves import Decision, move_idea, plan_idea
from portal.rooms.ideas.models import Idea
from tests.actors import a_member, a_user, signed_in, staff
from tests.queries import assert_queries_do_not_grow

WORDS = "Why can I not compare scanned contracts?"


@pytest.fixture
def mei(app: Flask) -> User:
    return a_user(a_member())


@pytest.fixture
def arjun(app: Flask) -> User:
    return staff("product", "owner", name="Arjun Mehta")


def linked(mei: User, arjun: User, title: str = "Compare scanned PDFs", **plan: object) -> tuple[Idea, Feedback]:
    """An idea on a board of its own, with what she said beside it."""
    with transaction() as session:
        board = create_board(BoardPlan(f"Board of {title}", **plan), arjun)  # type: ignore[arg-type]
        idea = suggest_idea(board, arjun, Suggestion(title))
        piece = give_feedback(session.get_one(Member, mei.member_id), WORDS)
        link_evidence(idea, piece, arjun)
    return idea, piece


def decided(idea: Idea, arjun: User, *steps: tuple[str, str]) -> None:
    with transaction() as session:
        row = session.get_one(Idea, idea.id)
        for step, message in steps:
            reason = {"reason": "Too few scan.", "reopens_when": "More do."} if step == "decline" else {}
            move_idea(row, arjun, Decision(step, row.version, message=message, **reason))


def became(mei: User) -> list[Outcome]:
    db.session.rollback()
    member = db.session.get_one(Member, mei.member_id)
    return [outcome for each in told_by(Viewer(mei), member, 5) for outcome in each.outcomes]


def test_noting_it_is_reading_it_and_the_idea_says_where_it_stands(app: Flask, mei: User, arjun: User) -> None:
    idea, _piece = linked(mei, arjun)
    assert [outcome.text for outcome in became(mei)] == [
        "Read by Arjun Mehta",
        "Now part of the idea “Compare scanned PDFs”, which is new",
    ]
    decided(idea, arjun, ("plan", "We begin with it."))
    with transaction() as session:
        plan_idea(session.get_one(Idea, idea.id), arjun, "2027-Q1")
    planned = became(mei)[-1]
    assert planned.text == "Now part of the idea “Compare scanned PDFs”, which is planned for Q1 2027"
    assert (planned.message, planned.url) == ("We begin with it.", f"/ideas/{idea.id}")
    decided(idea, arjun, ("ship", "Scans compare like any file."))
    shipped = became(mei)[-1]
    assert shipped.text.endswith("”, which has shipped")
    assert shipped.message == "Scans compare like any file."


@pytest.mark.parametrize(("message", "read"), [("", "Too few scan."), ("Not this year.", "Not this year.")])
def test_a_no_comes_with_what_everybody_reads(app: Flask, mei: User, arjun: User, message: str, read: str) -> None:
    idea, _piece = linked(mei, arjun)
    decided(idea, arjun, ("decline", message))
    assert (became(mei)[-1].text, became(mei)[-1].message) == (
        "Now part of the idea “Compare scanned PDFs”, which we declined",
        read,
    )


def test_whoever_may_not_open_the_idea_reads_nothing_of_it(app: Flask, mei: User, arjun: User) -> None:
    idea, _piece = linked(mei, arjun, "Hidden from her", audiences={"see": {"company": ["0"]}})
    gone, _other = linked(mei, arjun, "Deleted since")
    with transaction() as session:
        session.get_one(Idea, gone.id).deleted_at = idea.created_at
    assert [outcome.text for outcome in became(mei)] == ["Read by Arjun Mehta"] * 2
    browser = signed_in(app, mei)
    for path in ("/", "/you"):
        assert "Hidden from her" not in browser.get(path).text
    assert WORDS not in signed_in(app, a_user(a_member("Jonas Lind"))).get("/you").text


def test_an_idea_that_became_part_of_others_is_told_as_the_one_that_stands(app: Flask, mei: User, arjun: User) -> None:
    first, _piece = linked(mei, arjun, "Scans")
    with transaction() as session:
        one = session.get_one(Idea, first.id)
        second, third = (suggest_idea(one.board, arjun, Suggestion(title)) for title in ("Compare scans", "All files"))
        merge_idea(one, second, arjun)
        merge_idea(second, third, arjun)
    assert [outcome.text for outcome in became(mei)][1:] == ["Now part of the idea “All files”, which is new"]


@pytest.mark.one_database
def test_as_often_for_many_as_for_few(app: Flask, mei: User, arjun: User) -> None:
    def add(number: int) -> None:
        for each in range(number):
            linked(mei, arjun, f"Idea {each} of {number}")

    assert_queries_do_not_grow(app, signed_in(app, mei), "/you", add, few=2, full=8)
