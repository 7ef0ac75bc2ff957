"""Choosing testers: a balanced draw, with who chose and why on each of them; the rest waits in the same order."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.models import User
from portal.core.database import db
from portal.core.errors import Refused
from portal.people.models import Member

from ..models import SEATING, Applicant, Beta
from ..queries.candidates import applied
from ..sample import Candidate, balanced
from ..verbs import BETA_WAITLISTED
from .applying import invite_testers
from .seats import offer_seat, queue
from .steps import lock_beta_row, record_for


def draw_testers(beta: Beta, actor: User, most: int, why: str = "") -> list[Applicant]:
    """Offer up to `most` of the free seats to people who applied, spread over companies; those who were drawn.

    `why` is kept on each of them beside the rule of the draw. Raises Refused where no seat is free.
    """
    lock_beta_row(beta)
    if beta.status not in SEATING:
        raise Refused(_("Testers are drawn once the beta chooses its testers."))
    free = beta.capacity - beta.taken
    if free < 1:
        raise Refused(_("All seats are taken. Put them on the waitlist, or add seats."))
    drawn = balanced(applied(beta), min(most, free))
    applicants = [db.session.get_one(Applicant, one.id) for one in drawn]
    for applicant in applicants:
        offer_seat(applicant, actor, why or _("Drawn so that companies take turns"))
    return applicants


def invite_drawn(beta: Beta, candidates: Iterable[Candidate], most: int, actor: User, why: str) -> list[Applicant]:
    """Invite up to `most` of these members (an idea's voters, a segment: queries/candidates.py); companies take turns.

    Invite more than there are seats: some will say no. `why` is kept on each of them.
    """
    drawn = balanced(candidates, most)
    members = {one.id: one for one in db.session.scalars(select(Member).where(Member.id.in_([d.id for d in drawn])))}
    return invite_testers(beta, [members[one.id] for one in drawn], actor, why)


def queue_the_rest(beta: Beta, actor: User) -> None:
    """Put everybody who applied and was not chosen on the waitlist, companies taking turns (the beta held still)."""
    waiting = []
    rest = {
        applicant.id: applicant
        for applicant in db.session.scalars(
            select(Applicant).where(Applicant.beta_id == beta.id, Applicant.status == "applied")
        )
    }
    for one in balanced(applied(beta), len(rest)):
        queue(rest[one.id], beta)
        waiting.append(rest[one.id])
    record_for(BETA_WAITLISTED, *waiting, actor=actor)
