"""Suggesting, voting, deciding, and telling those who wanted it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import at, now
from portal.core.database import db, transaction
from portal.core.errors import DomainError, Refused, TooMany
from portal.kits.calendar.dates import coming_up
from portal.kits.notices.models import Notice
from portal.kits.notices.replies import HANDLERS
from portal.kits.notices.sources import shown_to
from portal.ledger.models import Mail
from portal.ledger.worker import drain
from portal.people.actions.merge import merge_members
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.ideas.actions.boards import BoardPlan, change_board
from portal.rooms.ideas.actions.closing import answer_note, notify_voters
from portal.rooms.ideas.actions.counting import VotingClosed, ballot_of
from portal.rooms.ideas.actions.ideas import Suggestion, change_idea, delete_idea, move_to_board, suggest_idea
from portal.rooms.ideas.actions.merging import merge_idea
from portal.rooms.ideas.actions.moves import Decision, move_idea, plan_idea
from portal.rooms.ideas.actions.talk import change_comment, comment_on, delete_comment, follow_idea, restore_comment
from portal.rooms.ideas.actions.votes import cast_vote, confirm_vote, explain_vote, vote_on_behalf, withdraw_vote
from portal.rooms.ideas.models import Board, ClosingNote, Idea, StatusMove, Vote, VoteBudget
from portal.rooms.ideas.queries.counters import differences
from portal.rooms.ideas.queries.notes import own_note, own_notes
from portal.rooms.ideas.queries.overdue import answers_about, debts, unanswered
from portal.rooms.ideas.queries.votes import own_vote
from tests.actors import a_member, a_user, signed_in, staff
from tests.rooms.ideas.boards import a_board, an_idea, crowd, idea_now, moved, verbs
from workflows.lifecycle import MoveNotAllowed

SHIPPED = {"message": "Scanned PDFs can be compared."}


def spent(member: Member) -> int:
    return db.session.scalar(select(VoteBudget.spent).where(VoteBudget.member_id == member.id)) or 0


def votes_for(idea: Idea, *members: Member | int, **more: str) -> None:
    with transaction() as session:
        for member in members:
            member_id = member if isinstance(member, int) else member.id
            cast_vote(ballot_of(session.get_one(Idea, idea.id)), session.get_one(Member, member_id), **more)


def test_whoever_suggests_votes_and_the_words_are_checked(app: Flask) -> None:
    mei, board = a_user(a_member()), a_board(answer_hours=48)
    idea = an_idea(board, "  Compare\tscanned PDFs ", by=mei, body="Ward forms still arrive by fax.")
    assert (idea.title, idea.voters, idea.status) == ("Compare scanned PDFs", 1, "new")
    assert idea.answer_due_at == idea.created_at + timedelta(hours=48)
    assert verbs()[-1] == "idea.suggested"
    with pytest.raises(Refused), transaction():
        suggest_idea(board, mei, Suggestion(" … "))
    for n in range(9):
        an_idea(board, f"Idea {n}", by=mei)
    with pytest.raises(TooMany):
        an_idea(board, "One more", by=mei)
    with transaction():
        assert change_idea(idea_now(idea), mei, title="Compare scans", body="")
        assert not change_idea(idea_now(idea), mei, title="Compare scans", body="")
        with pytest.raises(DomainError):
            change_idea(idea_now(idea), a_stranger(), title="Mine", body="")


def a_stranger() -> User:
    user = User(email="x@example.org", name="X", created_at=now(), roles=[])
    db.session.add(user)
    db.session.flush()
    return user


def test_a_vote_has_a_reason_and_is_confirmed_withdrawn_or_given_for_somebody(app: Flask) -> None:
    board, priya = a_board(vote_budget=1), staff("success")
    one, other, mei = an_idea(board, "One"), an_idea(board, "Other"), a_member()
    votes_for(one, mei, reason="By fax.")
    assert (spent(mei), idea_now(one).points) == (1, 1)
    with pytest.raises(Refused, match="used all your votes"):
        votes_for(other, mei)
    assert idea_now(other).voters == 0
    with transaction():
        vote_on_behalf(idea_now(other), mei, priya, source="call", reason="Said so on Monday.")
        with pytest.raises(Refused):
            vote_on_behalf(idea_now(other), mei, priya, source="portal")
    assert (spent(mei), idea_now(other).voters) == (1, 1)  # what one of us heard costs her nothing
    first = db.session.scalars(select(Vote).where(Vote.idea_id == one.id)).one()
    with at(now() + timedelta(days=200)), transaction():
        confirm_vote(first)
        explain_vote(first, "Every morning somebody types them in.")
    assert first.confirmed_at > now() + timedelta(days=199)
    with transaction():
        assert withdraw_vote(idea_now(one), mei)
        assert not withdraw_vote(idea_now(one), mei)
    assert (spent(mei), idea_now(one).voters) == (0, 0)
    assert {"vote.cast", "vote.captured", "vote.confirmed", "vote.withdrawn"} <= set(verbs())
    assert list(differences()) == []


def test_a_status_is_moved_by_whoever_saw_the_newest_and_a_no_says_why(app: Flask) -> None:
    priya, board, mei = staff("product"), a_board(vote_budget=5, answer_hours=1), a_member()
    idea = an_idea(board, "One")
    votes_for(idea, mei)
    old = idea.version
    with transaction() as session:
        change_board(
            session.get_one(Board, board.id),
            BoardPlan("Product", vote_budget=5, answer_hours=1, owner_ids=[priya.id]),
            priya,
        )
    spans = now() - timedelta(hours=1), now() + timedelta(hours=9)
    assert [each.key for each in coming_up(Viewer(priya), *spans, 9)] == [f"idea:{idea.id}"]
    assert coming_up(Viewer(staff("product")), *spans, 9) == []
    with at(now() + timedelta(hours=2)):
        assert db.session.scalars(unanswered(Viewer(priya))).one().id == idea.id
        moved(idea, "review", priya)
        assert db.session.scalars(unanswered(Viewer(priya))).all() == []
    with pytest.raises(DomainError, match="in the meantime"), transaction():
        move_idea(idea_now(idea), priya, Decision("plan", old))
    for words in ({}, {"reason": "Too rare."}, {"reopens_when": "Ten ask."}):
        with pytest.raises(Refused):
            moved(idea, "decline", priya, **words)
    with pytest.raises(Refused), transaction():
        plan_idea(idea_now(idea), priya, "2026-Q5")
    with transaction():
        assert plan_idea(idea_now(idea), priya, "2026-Q4")
    declined = moved(idea, "decline", priya, reason="Too rare.", reopens_when="Ten companies ask.")
    assert (declined.declined_because, declined.reopens_when) == ("Too rare.", "Ten companies ask.")
    assert (spent(mei), declined.voters) == (0, 1)  # the vote stands and costs nothing any more
    with pytest.raises(VotingClosed):
        votes_for(idea, a_member("Jonas Weber"))
    with pytest.raises(MoveNotAllowed):
        moved(idea, "start", priya)
    reopened = moved(idea, "reopen", priya)
    assert (reopened.status, reopened.declined_because) == ("under_review", "")
    steps = list(db.session.scalars(select(StatusMove.step).order_by(StatusMove.id)))
    assert steps == ["review", "decline", "reopen"]
    assert list(differences()) == []


def test_everybody_who_wanted_it_is_told_with_their_own_reason_and_until_then_it_is_a_debt(app: Flask) -> None:
    board, priya = a_board(), staff("product")
    idea, mei, tom, sam = an_idea(board), a_member(), a_member("Tom Hale"), a_member("Sam Roe", joined_at=None)
    login, follower = a_user(mei), a_member("Ana Lima")
    for member in (mei, tom, follower):
        with transaction():
            member.joined_at = now()
    votes_for(idea, mei, reason="Ward forms still arrive by fax.")
    votes_for(idea, tom)
    with transaction():
        vote_on_behalf(idea_now(idea), sam, priya, source="call", reason="Scans, scans.")
        follow_idea(idea_now(idea), follower)
    moved(idea, "plan", priya)
    with pytest.raises(Refused):
        moved(idea, "ship", priya)
    moved(idea, "ship", priya, **SHIPPED)
    (debt,) = debts(Viewer(priya))
    assert (debt.people, debt.title) == (4, "Compare scanned PDFs")
    with pytest.raises(Refused), transaction():
        notify_voters(idea_now(idea), priya, "  ")
    with transaction():
        notes = db.session.scalars(select(ClosingNote.id).where(ClosingNote.member_id.in_([mei.id, sam.id]))).all()
        assert notify_voters(idea_now(idea), priya, "You can drop a scan in now.", notes) == 2
        assert notify_voters(idea_now(idea), priya, "You can drop a scan in now.", notes) == 0
    assert debts(Viewer(priya))[0].people == 2
    drain()
    note = db.session.scalars(select(ClosingNote).where(ClosingNote.member_id == mei.id)).one()
    assert note.quoted == "Ward forms still arrive by fax."
    told = db.session.scalars(select(Notice).where(Notice.user_id == login.id, Notice.kind == "ideas.told")).one()
    assert (told.about_kind, told.about_id) == ("closingnote", note.id)
    about = "closingnote", note.id
    shown = shown_to(Viewer(login), [about])[about]
    assert (shown.text, shown.url) == (
        "You can drop a scan in now.\n\nYou said then: “Ward forms still arrive by fax.”",
        f"/ideas/told/{note.id}",
    )
    other = Viewer(a_user(follower))
    assert shown_to(other, [about]) == {}
    assert own_note(other, note.id) is None
    assert own_note(Viewer(login), note.id) == own_notes(Viewer(login))[0] == note
    assert own_vote(Viewer(login), idea.id).reason == note.quoted  # type: ignore[union-attr]
    assert own_vote(other, idea.id) is None
    inbox = signed_in(app, login).get("/inbox")
    assert "Priya Shah wrote to you about what you wanted" in inbox.text
    mail = db.session.scalars(select(Mail).where(Mail.member_id == sam.id)).one()
    assert "You can drop a scan in now." in mail.text
    assert "Scans, scans." in mail.text
    assert mail.category == "service"
    with transaction():
        answer_note(note, "nearly", "It misses stamps.", login)
        with pytest.raises(Refused):
            answer_note(note, "perhaps")
        assert notify_voters(idea_now(idea), priya, "You can drop a scan in now.") == 2
    drain()
    assert debts(Viewer(priya)) == []
    assert answers_about(idea.id) == {"nearly": 1}
    back = db.session.scalars(select(Notice).where(Notice.user_id == priya.id, Notice.kind == "ideas.answer")).one()
    assert back.about_id == note.id
    moved(idea, "reopen", priya)
    moved(idea, "plan", priya)
    moved(idea, "ship", priya, **SHIPPED)
    assert debts(Viewer(priya))[0].people == 4  # shipped anew, owed anew


def test_what_is_said_is_counted_in_public_only_and_answers_the_clock(app: Flask) -> None:
    board, priya, mei = a_board(answer_hours=1), staff("product"), a_user(a_member(joined_at=now()))
    idea = an_idea(board, by=mei)
    with transaction():
        note = comment_on(idea_now(idea), priya, "Ask Tom first.", internal=True)
        with pytest.raises(Refused):
            comment_on(idea_now(idea), mei, "Between us.", internal=True)
    assert (idea_now(idea).comments, idea_now(idea).answered_at) == (0, None)
    with transaction():
        said = comment_on(idea_now(idea), priya, "We are looking.")
        own = comment_on(idea_now(idea), mei, "Thanks.")
    assert idea_now(idea).comments == 2
    assert idea_now(idea).answered_at is not None
    with transaction():
        assert change_comment(own, mei, "Thank you.")
        with pytest.raises(DomainError):
            change_comment(said, mei, "Mine.")
        with pytest.raises(DomainError):
            delete_comment(idea_now(idea), said, mei)
        assert delete_comment(idea_now(idea), own, mei)
        assert not delete_comment(idea_now(idea), own, mei)
        delete_comment(idea_now(idea), note, priya)
    assert idea_now(idea).comments == 1
    with transaction():
        restore_comment(idea_now(idea), own, mei)
        restore_comment(idea_now(idea), note, priya)
    assert idea_now(idea).comments == 2
    drain()
    assert list(db.session.scalars(select(Notice.kind).where(Notice.user_id == mei.id))) == ["ideas.comment"]
    assert list(differences()) == []


def test_an_answer_by_mail_stands_under_the_idea_and_a_merge_is_told(app: Flask) -> None:
    board, priya, mei, tom = (
        a_board(),
        staff("product"),
        a_user(a_member(joined_at=now())),
        a_user(a_member("Tom Hale")),
    )
    one, other = an_idea(board, "One", by=mei), an_idea(board, "Other")
    with transaction() as session:
        HANDLERS["idea"](session.get_one(User, mei.id), one.id, "Still by fax.", "m1")
    assert idea_now(one).comments == 1
    with transaction() as session:
        change_board(session.get_one(Board, board.id), BoardPlan("Product", members_comment=False), priya)
        with pytest.raises(DomainError):
            HANDLERS["idea"](session.get_one(User, tom.id), one.id, "Me too.", "m2")
        merge_idea(idea_now(one), idea_now(other), priya)
    drain()
    (told,) = db.session.scalars(select(Notice).where(Notice.user_id == mei.id))
    assert (told.kind, told.about_id) == ("ideas.merged", other.id)


def test_budgets_follow_votes_across_boards_merged_people_and_deleted_ideas(app: Flask) -> None:
    board, elsewhere, priya = a_board(vote_budget=3), a_board("Elsewhere"), staff("product")
    one, two, three = (an_idea(board, name) for name in ("One", "Two", "Three"))
    mei, double = a_member(), a_member("M. Tanaka")
    for idea in (one, two):
        votes_for(idea, mei, double)
    votes_for(three, double)
    assert (spent(mei), spent(double)) == (2, 3)
    with transaction() as session:
        merge_members(session.get_one(Member, mei.id), session.get_one(Member, double.id), priya)
    assert [idea_now(each).voters for each in (one, two, three)] == [1, 1, 1]
    assert (spent(mei), spent(double)) == (3, 0)
    assert list(differences()) == []
    with transaction() as session:
        move_to_board(idea_now(one), session.get_one(Board, elsewhere.id), priya)
        delete_idea(idea_now(two), priya)
    assert spent(mei) == 1
    with transaction() as session:
        change_board(session.get_one(Board, board.id), BoardPlan("Product"), priya)
        change_board(session.get_one(Board, board.id), BoardPlan("Product", vote_budget=1), priya)
    assert list(differences()) == []


def test_recount_finds_what_is_wrong_and_puts_it_right(app: Flask) -> None:
    idea = an_idea(a_board())
    votes_for(idea, *crowd(3))
    runner = app.test_cli_runner()
    assert runner.invoke(args=["ideas", "recount"]).exit_code == 0
    with transaction():
        found = idea_now(idea)
        found.voters, found.rank = 7, 1.0
    wrong = runner.invoke(args=["ideas", "recount"])
    assert (wrong.exit_code, wrong.output.count("should be")) == (1, 2)
    assert runner.invoke(args=["ideas", "recount", "--repair"]).exit_code == 0
    assert list(differences()) == []
    assert idea_now(idea).voters == 3
