"""What a beta's page tells one person: what it asks of a tester, where they stand, what they reported and signed."""

import math

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.database import db
from portal.kits.admission.models import AgreementVersion, Signature
from portal.people.viewer import Viewer

from ..models import Applicant, Beta, BetaKey, BetaReport, BetaTask
from .seeing import open_betas

MAX_REPORTS = 100


def minutes_a_week(beta: Beta) -> int | None:
    """The minutes that the tasks of an average week take, rounded up to five; None while there are no tasks.

    For outsiders, too: they decide by it, and it says nothing of the tasks themselves.
    """
    total, weeks = db.session.execute(
        select(func.sum(BetaTask.minutes), func.max(BetaTask.week)).where(BetaTask.beta_id == beta.id)
    ).one()
    return math.ceil(total / weeks / 5) * 5 if total else None


def has_keys(beta: Beta) -> bool:
    """Whether the beta has a pool of keys at all, given out or not: many need none."""
    return bool(db.session.scalar(select(exists().where(BetaKey.beta_id == beta.id))))


def waitlist_place(applicant: Applicant) -> int:
    """How many wait up to this person, themselves counted: 1 is the next."""
    same = (Applicant.waits == applicant.waits) & (Applicant.id <= applicant.id)
    waiting = select(func.count()).where(
        Applicant.beta_id == applicant.beta_id,
        Applicant.status == "waitlisted",
        or_(Applicant.waits < applicant.waits, same),
    )
    return db.session.scalar(waiting) or 1


def reports_by(applicant: Applicant, viewer: Viewer) -> list[BetaReport]:
    """What a tester reported, the newest first, as far as `viewer` may look into the beta."""
    statement = (
        select(BetaReport)
        .where(BetaReport.applicant_id == applicant.id, BetaReport.beta_id.in_(open_betas(viewer)))
        .options(joinedload(BetaReport.duplicate_of))
    )
    return list(db.session.scalars(statement.order_by(BetaReport.id.desc()).limit(MAX_REPORTS)))


def own_signature(version: AgreementVersion, viewer: Viewer) -> Signature | None:
    """The viewer's signature under this version."""
    return db.session.get(Signature, (version.id, viewer.id), populate_existing=True)
