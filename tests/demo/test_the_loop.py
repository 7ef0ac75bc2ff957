"""The loop in the demo: wanted, planned, tested, shipped, told, thanked; and what is left undone on purpose."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.kits.admission.models import Agreement, Signature
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.betas.models import Applicant, Beta, BetaClosing, BetaKey, BetaReport, SeatChange
from portal.rooms.ideas.models import Board, ClosingNote, Idea, IdeaMerge, StatusMove, Vote
from portal.rooms.ideas.queries.overdue import debts, unanswered
from portal.rooms.testimonials.models import Testimonial, TestimonialVersion
from tests.actors import signed_in

SCANS = "Compare scanned PDFs"
MEI = "mei.tanaka@orbit-health.example"
WINDOW = timedelta(days=90)


def test_forty_one_people_want_scans_and_mei_says_why(demo: Flask) -> None:
    idea = _idea(SCANS)
    votes = db.session.scalars(select(Vote).where(Vote.idea_id == idea.id)).all()
    assert (idea.status, idea.voters) == ("shipped", 41)
    assert len({vote.member_id for vote in votes}) == 41
    assert _vote_of(MEI, idea).reason == "Ward forms still arrive by fax."
    assert sum(vote.on_behalf_by_id is not None for vote in votes) == 3
    assert {"portal", "call", "mail"} == {vote.source for vote in votes}
    assert sum(bool(vote.reason) for vote in votes) >= 15
    came_in = {member.id: member.joined_at for member in db.session.scalars(select(Member))}
    for vote in db.session.scalars(select(Vote).where(Vote.source == "portal")):
        joined = came_in[vote.member_id]
        assert joined is not None
        assert joined < vote.created_at


def test_its_twelve_testers_are_voters_and_one_silent_seat_went_to_the_next(demo: Flask) -> None:
    beta, idea = _beta(SCANS), _idea(SCANS)
    people = db.session.scalars(select(Applicant).where(Applicant.beta_id == beta.id)).all()
    standing = Counter(person.status for person in people)
    assert (beta.idea_id, beta.status, beta.capacity, beta.taken) == (idea.id, "closed", 12, 12)
    assert standing["completed"] == 12
    voters = set(db.session.scalars(select(Vote.member_id).where(Vote.idea_id == idea.id)))
    assert {person.member_id for person in people if person.status == "completed"} <= voters
    assert {"not_this_round", "declined", "expired"} <= set(standing)
    changes = db.session.scalars(select(SeatChange).where(SeatChange.beta_id == beta.id).order_by(SeatChange.id)).all()
    happened = Counter(change.what for change in changes)
    assert (happened["offered"], happened["accepted"], happened["asked"], happened["passed_on"]) == (13, 13, 1, 1)
    [passed] = [change for change in changes if change.what == "passed_on"]
    assert passed.by_user_id is None
    assert passed.next_applicant is not None
    assert passed.applicant.status == "expired"
    assert passed.next_applicant.status == "completed"


def test_testers_signed_the_second_version_and_their_keys_stand_nowhere_in_the_clear(demo: Flask) -> None:
    newest = db.session.scalars(select(Agreement).where(Agreement.name == "First look")).one().newest
    assert newest.number == 2
    inside = select(User.id).join(Applicant, Applicant.member_id == User.member_id)
    testers = set(db.session.scalars(inside.where(Applicant.status.in_(("completed", "active", "silent")))))
    assert testers <= set(db.session.scalars(select(Signature.user_id).where(Signature.version_id == newest.id)))
    keys = db.session.scalars(select(BetaKey)).all()
    assert sum(key.given_at is not None for key in keys) == 13
    assert not any("NW-SCAN" in key.sealed for key in keys)


def test_the_beta_found_things_and_closed_with_a_word_to_each(demo: Flask) -> None:
    beta = _beta(SCANS)
    reports = db.session.scalars(select(BetaReport).where(BetaReport.beta_id == beta.id)).all()
    assert {report.kind for report in reports} == {"issue", "idea", "praise"}
    assert sum(report.duplicate_of_id is not None for report in reports) == 1
    closings = db.session.scalars(select(BetaClosing)).all()
    assert len(closings) == 12
    [hers] = [closing for closing in closings if closing.applicant.member.email == MEI]
    assert (hers.reports, hers.fixed, hers.tasks) == (4, 2, 5)
    assert hers.thanks.startswith("Mei, the coffee ring")
    assert all(closing.thanks and closing.gift for closing in closings)


def test_it_shipped_before_mei_found_the_words_and_everybody_was_told(demo: Flask) -> None:
    idea = _idea(SCANS)
    notes = db.session.scalars(select(ClosingNote).where(ClosingNote.idea_id == idea.id)).all()
    assert sum(note.voted for note in notes) == 41
    assert all(note.told_at and note.message and note.by_id for note in notes)
    assert all(note.quoted == _vote_of(note.member.email, idea).reason for note in notes if note.voted)
    answers = {note.member.email: (note.answer, note.answered_at) for note in notes if note.answer}
    assert answers[MEI][0] == "yes"
    assert {answer for answer, _when in answers.values()} == {"yes", "nearly", "no"}
    steps = db.session.scalars(select(StatusMove).where(StatusMove.idea_id == idea.id).order_by(StatusMove.id)).all()
    assert [step.step for step in steps] == ["review", "plan", "start", "ship"]
    assert steps[1].reason
    quoted = (
        select(func.min(TestimonialVersion.created_at))
        .join(Testimonial, Testimonial.id == TestimonialVersion.testimonial_id)
        .join(Member, Member.id == Testimonial.member_id)
        .where(Member.email == MEI)
    )
    first_words = db.session.scalar(quoted)
    assert idea.shipped_at is not None
    assert isinstance(first_words, datetime)
    assert idea.shipped_at < min(note.told_at for note in notes if note.told_at) < first_words


def test_three_voters_wait_to_be_told_and_ninety_two_in_a_hundred_have_heard(demo: Flask) -> None:
    product = _viewer("arjun.mehta@northwind.example")
    assert [(debt.title, debt.people) for debt in debts(product)] == [("Working days need a country, so ask for it", 3)]
    lately = select(ClosingNote.told_at).join(Idea, Idea.id == ClosingNote.idea_id)
    told = [bool(at) for at in db.session.scalars(lately.where(ClosingNote.voted, Idea.shipped_at > now() - WINDOW))]
    assert (len(told), sum(told)) == (38, 35)
    assert round(100 * sum(told) / len(told)) == 92


def test_boards_have_owners_clocks_and_ideas_of_every_status(demo: Flask) -> None:
    boards = db.session.scalars(select(Board).order_by(Board.position)).all()
    assert [board.name for board in boards] == ["Product", "Partners", "First look"]
    assert all(board.owners for board in boards)
    ideas = db.session.scalars(select(Idea)).all()
    assert 25 <= len(ideas) <= 40
    assert len({idea.title for idea in ideas}) == len({idea.body for idea in ideas}) == len(ideas)
    standing = Counter(idea.status for idea in ideas)
    assert set(standing) == {"new", "under_review", "planned", "in_progress", "shipped", "declined", "merged"}
    declined = [idea for idea in ideas if idea.status == "declined"]
    assert all(idea.declined_because and idea.reopens_when for idea in declined)
    assert all(idea.quarter for idea in ideas if idea.status in {"planned", "in_progress", "shipped"})
    assert db.session.scalar(select(func.count()).where(IdeaMerge.undone_at.is_(None))) == 1
    waiting = db.session.scalars(unanswered(_viewer("arjun.mehta@northwind.example"))).all()
    assert [idea.title for idea in waiting] == ["Export for claims files keeps the page numbers"]


def test_one_beta_runs_and_one_looks_for_testers_whom_care_leaves_alone(demo: Flask) -> None:
    standing = dict(db.session.execute(select(Beta.name, Beta.status)).all())
    assert standing == {
        SCANS: "closed",
        "Hand obligations over": "running",
        "Photographs from a telephone": "recruiting",
    }
    running = Applicant.beta_id == _beta("Hand obligations over").id
    assert Counter(db.session.scalars(select(Applicant.status).where(running))) >= Counter({"active": 5, "silent": 1})
    recruiting = _beta("Photographs from a telephone")
    asked = select(Member.email).join(Applicant, Applicant.member_id == Member.id)
    assert "rasmus.kjaer@helio-energy.example" not in set(
        db.session.scalars(asked.where(Applicant.beta_id == recruiting.id))
    )
    mei = signed_in(demo, _user(MEI))
    assert recruiting.name in mei.get("/betas").text
    assert mei.get(f"/betas/{recruiting.id}").status_code == 200


@pytest.mark.parametrize("command", [("ideas", "recount"), ("betas", "verify")])
def test_every_counter_is_right(demo: Flask, command: tuple[str, str]) -> None:
    told = demo.test_cli_runner().invoke(args=[*command, "--json"])
    assert told.exit_code == 0
    assert json.loads(told.stdout)["wrong"] == []


def _idea(title: str) -> Idea:
    return db.session.scalars(select(Idea).where(Idea.title == title)).one()


def _beta(name: str) -> Beta:
    return db.session.scalars(select(Beta).where(Beta.name == name)).one()


def _vote_of(email: str, idea: Idea) -> Vote:
    wanted = select(Vote).join(Member, Member.id == Vote.member_id)
    return db.session.scalars(wanted.where(Member.email == email, Vote.idea_id == idea.id)).one()


def _user(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


def _viewer(email: str) -> Viewer:
    return Viewer(_user(email))
