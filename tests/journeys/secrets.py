"""Things that not everybody may know, each with the one word that finds them all."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from portal.activity.models import Mail
from portal.care.actions.calls import CallNotes
from portal.care.actions.calls import log_call as keep_call
from portal.care.models import Case
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.members.models import Member, User
from portal.surveys.actions import ask
from portal.surveys.models import SurveyRequest
from tests.care.words import says
from tests.forum.reading.talking import a_room, an_agreement, begun
from tests.forum.reading.talking import said as a_post
from tests.jobs.imports import brought_in
from tests.journeys.house import House, colleague
from tests.people import a_member, a_user
from tests.testimonials.quoting import available, drafted, said

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
    jonas = a_member("Jonas Brandt", "Halden Freight")
    openly, confidence = said(OPENLY, mei, "scans"), said(CONFIDENCE, jonas, between_us=True)
    says(jonas, 2, GRIEVANCE)
    says(mei, 9)
    house.work()
    with transaction() as session:
        customer, caller = session.get_one(Member, jonas.id), session.get_one(User, success.id)
        keep_call(customer, caller, CallNotes("reached", NOTE))
        ask(customer, "nps", cause_key="a question", care=True)
    talk = begun(a_room("Everyday use"), success, "Whom do you ask?", "We ask Jonas.")
    post = a_post(talk, success, "He knows.")
    cleared, uncleared = available(words=CLEARED, member=mei), drafted(UNCLEARED, mei)
    house.work()
    arguments = {
        "member_id": jonas.id,
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
        "handle": success.handle,
        "step": 1,
        "number": 1,
    }
    return Secrets(a_user(mei), owner, jonas, openly.id, cleared.id, arguments)


def first_id(model: type[Case] | type[Mail] | type[SurveyRequest]) -> int:
    return db.session.scalars(select(model.id).order_by(model.id).limit(1)).one()
