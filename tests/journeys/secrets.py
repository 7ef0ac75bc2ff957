"""Things that not everybody may know, each with the one word that finds them all."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.ledger.models import Mail
from portal.people.actions.job_changes import tell_new_job
from portal.people.logins import member_of
from portal.people.models import Member
from portal.rooms.betas.actions.reports import Finding, report
from portal.rooms.betas.actions.seats import sign_agreement
from portal.rooms.care.actions.calls import CallNotes
from portal.rooms.care.actions.calls import log_call as keep_call
from portal.rooms.care.models import Case
from portal.rooms.ideas.actions.closing import notify_voters
from portal.rooms.ideas.actions.counting import ballot_of
from portal.rooms.ideas.actions.talk import comment_on
from portal.rooms.ideas.actions.views import save_view
from portal.rooms.ideas.actions.votes import cast_vote
from portal.rooms.ideas.models import ClosingNote, Idea
from portal.rooms.surveys.actions import ask
from portal.rooms.surveys.models import SurveyRequest
from tests.actors import a_member, a_user
from tests.journeys.house import House, colleague
from tests.kits.transfer.imports import brought_in
from tests.rooms.betas.rooms import a_beta, applied, go, row, seated
from tests.rooms.care.words import says
from tests.rooms.forum.reading.talking import a_room, an_agreement, begun, signed
from tests.rooms.forum.reading.talking import said as a_post
from tests.rooms.ideas.boards import a_board, an_idea, moved
from tests.rooms.testimonials.quoting import available, drafted, said

WORD = "lantern"
OPENLY = "The lantern reads our scans in minutes."
CONFIDENCE = "Between us, the lantern contract goes to another house."
GRIEVANCE = "The lantern eats our scans."
CLEARED = "The lantern turned hours into minutes."
UNCLEARED = "The lantern pays for itself."
NOTE = "He is looking at two other suppliers."


@dataclass
class Secrets:
    """Who is in them, and how their pages are found: the argument of an address and what stands for it."""

    promoter: User
    owner: User
    jonas: Member
    openly: int
    cleared: int
    arguments: dict[str, int | str]


def make_secrets(house: House, folder: Path) -> Secrets:
    """Two customers: one is glad and speaks for us, one is unhappy and says so in confidence."""
    owner, success = colleague("owner"), colleague("success")
    mei = a_member("Mei Tanaka", "Orbit Health", joined_at=now(), welcomed_at=now())
    jonas, promoter = a_member("Jonas Brandt", "Halden Freight"), a_user(mei)
    openly, confidence = said(OPENLY, mei, "scans"), said(CONFIDENCE, jonas, between_us=True)
    says(jonas, 2, GRIEVANCE)
    says(mei, 9)
    house.work()
    with transaction() as session:
        customer, caller = session.get_one(Member, jonas.id), session.get_one(User, success.id)
        keep_call(customer, caller, CallNotes("reached", NOTE))
        ask(customer, "nps", cause_key="a question", care=True)
    wishes, trial = _wishes(mei, success, owner), _trial(promoter, owner)
    talk = begun(a_room("Everyday use"), success, "Whom do you ask?", "We ask Jonas.")
    post = a_post(talk, success, "He knows.")
    cleared, uncleared = available(text=CLEARED, member=mei), drafted(UNCLEARED, mei)
    house.work()
    arguments = {
        "member_id": jonas.id,
        "moved_id": _moved(),
        "company_id": jonas.company_id or 0,
        "case_id": first_id(Case),
        "feedback_id": confidence.id,
        "testimonial_id": uncleared.id,
        "mail_id": first_id(Mail),
        "user_id": owner.id,
        "request_id": first_id(SurveyRequest),
        "job_id": brought_in(folder, "contacts", [["E-Mail"], ["nobody"]], owner).id,
        "kind": "contacts",
        "name": "welcome",
        "category_id": talk.category_id,
        "topic_id": talk.id,
        "post_id": post.id,
        "agreement_id": an_agreement().id,
        **wishes,
        **trial,
        "handle": success.handle,
        "step": 1,
        "number": 1,
    }
    return Secrets(promoter, owner, jonas, openly.id, cleared.id, arguments)


def _moved() -> int:
    """The id of somebody who says that they work elsewhere now."""
    tom = a_user(a_member("Tom Ellis", "Ashdown Legal"))
    with transaction() as session:
        user = session.get_one(User, tom.id)
        return tell_new_job(member_of(user), "Quayside", "Dispatcher", now().date(), user).member_id


def _wishes(mei: Member, success: User, owner: User) -> dict[str, int | str]:
    """An idea of ours that Mei wanted, which has shipped; she is told. One colleague keeps a view of the list."""
    board = a_board()
    idea = an_idea(board, "Read faxed forms", success)
    with transaction() as session:
        wanted, customer = session.get_one(Idea, idea.id), session.get_one(Member, mei.id)
        cast_vote(ballot_of(wanted), customer)
        comment = comment_on(wanted, session.get_one(User, success.id), "Three wards ask for it.")
    for step in ("plan", "ship"):
        moved(idea, step, owner, message="Look.")
    with transaction() as session:
        notify_voters(session.get_one(Idea, idea.id), session.get_one(User, owner.id), "It is there.")
        view = save_view(session.get_one(User, owner.id), "Newest", {"order": "newest"})
    note = first_id(ClosingNote)
    return {"board_id": board.id, "idea_id": idea.id, "comment_id": comment.id, "view_id": view.id, "note_id": note}


def _trial(tester: User, owner: User) -> dict[str, int | str]:
    """A beta behind an agreement that Mei and the owner have signed; she tests in it and reported something."""
    gate = an_agreement("Beta circle")
    signed(gate, owner)
    beta = a_beta(owner, "recruit", agreement_id=gate.id)
    applied(beta, tester)
    go(beta, owner, "choose")
    seated(beta, owner, tester)
    with transaction() as session:
        version = session.get_one(type(gate), gate.id).newest
        sign_agreement(row(beta, tester), version, session.get_one(User, tester.id))
    for trigger in ("onboard", "run"):
        go(beta, owner, trigger)
    with transaction() as session:
        margins = Finding("issue", "Margins move", severity=2)
        found = report(row(beta, tester), margins, session.get_one(User, tester.id))
    return {"beta_id": beta.id, "report_id": found.id}


def first_id(model: type[Any]) -> int:
    found: int = db.session.scalars(select(model.id).order_by(model.id).limit(1)).one()
    return found
