"""Things that not everybody may know, each with the one word that finds them all."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db, transaction
from portal.people.models import Member
from portal.rooms.care.actions.calls import CallNotes
from portal.rooms.care.actions.calls import log_call as keep_call
from portal.rooms.care.models import Case
from portal.rooms.surveys.actions import ask
from tests.actors import a_member, a_user
from tests.journeys.house import House, colleague
from tests.rooms.care.words import says
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
    """Who is in them, and where."""

    promoter: User
    owner: User
    jonas: Member
    openly: int
    cleared: int
    case: int


def make_secrets(house: House) -> Secrets:
    """Two customers: one is glad and speaks for us, one is unhappy and says so in confidence."""
    owner, success = colleague("owner"), colleague("success")
    mei = a_member("Mei Tanaka", "Orbit Health", joined_at=now(), welcomed_at=now())
    jonas, promoter = a_member("Jonas Brandt", "Halden Freight"), a_user(mei)
    openly = said(OPENLY, mei, "scans")
    said(CONFIDENCE, jonas, between_us=True)
    says(jonas, 2, GRIEVANCE)
    says(mei, 9)
    house.work()
    with transaction() as session:
        customer, caller = session.get_one(Member, jonas.id), session.get_one(User, success.id)
        keep_call(customer, caller, CallNotes("reached", NOTE))
        ask(customer, "nps", cause_key="a question", care=True)
    cleared = available(text=CLEARED, member=mei)
    drafted(UNCLEARED, mei)
    house.work()
    case = db.session.scalars(select(Case.id)).one()
    return Secrets(promoter, owner, jonas, openly.id, cleared.id, case)
