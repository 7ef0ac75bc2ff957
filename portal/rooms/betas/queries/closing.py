"""What each tester of a beta did, before the beta is closed, and what they were told once it is."""

from typing import NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.people.models import Member
from portal.people.viewer import Viewer

from ..models import IN_TEST, Applicant, Beta, BetaClosing
from .reports import Deeds, deeds_in
from .seeing import open_betas

MAX_SUMMARIES = 2_000


class Summary(NamedTuple):
    """One tester, what they did, and what they were told if the beta is closed."""

    applicant: Applicant
    deeds: Deeds
    told: BetaClosing | None


def summaries_of(beta: Beta, viewer: Viewer) -> list[Summary]:
    """Everybody who tests or has completed it, in the order in which they came. Three queries.

    What they were told may speak of what is inside: it is for those who may look in.
    """
    told = and_(BetaClosing.applicant_id == Applicant.id, Applicant.beta_id.in_(open_betas(viewer)))
    statement = (
        select(Applicant, BetaClosing)
        .outerjoin(BetaClosing, told)
        .where(Applicant.beta_id == beta.id, Applicant.status.in_((*IN_TEST, "completed")))
        .options(joinedload(Applicant.member).joinedload(Member.company))
    )
    deeds = deeds_in(beta)
    rows = db.session.execute(statement.order_by(Applicant.id).limit(MAX_SUMMARIES))
    return [Summary(applicant, deeds.get(applicant.id, Deeds()), told) for applicant, told in rows]
