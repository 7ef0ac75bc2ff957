"""What each tester of a beta did, before the beta is closed, and what they were told once it is."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ...core.database import db
from ...members.models import Member
from ..models import IN_TEST, Applicant, Beta, BetaClosing
from .reports import Deeds, deeds_in

MOST = 2_000


class Summary(NamedTuple):
    """One tester, what they did, and what they were told if the beta is closed."""

    applicant: Applicant
    deeds: Deeds
    told: BetaClosing | None


def summaries_of(beta: Beta) -> list[Summary]:
    """Everybody who tests or has completed it, in the order in which they came. Three queries."""
    wanted = (
        select(Applicant, BetaClosing)
        .outerjoin(BetaClosing, BetaClosing.applicant_id == Applicant.id)
        .where(Applicant.beta_id == beta.id, Applicant.status.in_((*IN_TEST, "completed")))
        .options(joinedload(Applicant.member).joinedload(Member.company))
    )
    deeds = deeds_in(beta)
    rows = db.session.execute(wanted.order_by(Applicant.id).limit(MOST))
    return [Summary(applicant, deeds.get(applicant.id, Deeds()), told) for applicant, told in rows]
