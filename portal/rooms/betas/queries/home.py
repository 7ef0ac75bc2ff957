"""What waits in betas: for a member on their home, for product on its day, and a member's betas on their page."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.core.clock import now
from portal.core.database import db
from portal.core.rows import columns_for
from portal.people.models import Member
from portal.people.viewer import Viewer

from ..models import IN_TEST, OFFERED, TESTING, Applicant, Beta, BetaReport, BetaTask, BetaTaskDone
from .seeing import is_theirs, open_betas, sees_applicant

SOON = timedelta(days=2)


class Step(NamedTuple):
    """What a member could do next in a beta; `task` where a task is open in a week that has come."""

    place: Applicant
    task: BetaTask | None


class Waiting(NamedTuple):
    """A beta in which reports are new."""

    beta: Beta
    reports: int


def next_steps(viewer: Viewer, most: int = 3) -> list[Step]:
    """What is theirs and waits for them: an offer, a signature, a word, a task. Two queries."""
    statement = (
        select(Applicant)
        .join(Beta, Beta.id == Applicant.beta_id)
        .where(
            is_theirs(Applicant.member_id, viewer),
            Applicant.status.in_((*OFFERED, *IN_TEST)),
            Beta.status.in_(("recruiting", "selecting", *TESTING)),
        )
        .options(joinedload(Applicant.beta))
    )
    places = db.session.scalars(statement.order_by(Applicant.id.desc()).limit(20)).all()
    tasks = _open_tasks(viewer, [place.beta_id for place in places])
    steps = [Step(place, _due(place, tasks)) for place in places]
    asks = [step for step in steps if step.task or step.place.status in {"silent", "provisioned", *OFFERED}]
    urgent = (*OFFERED, "silent")
    return sorted(asks, key=lambda step: step.place.status not in urgent)[:most]


def open_invitation(viewer: Viewer) -> Applicant | None:
    """The newest beta that they are invited to, while it takes applications."""
    invited = (
        select(Applicant)
        .join(Beta, Beta.id == Applicant.beta_id)
        .where(is_theirs(Applicant.member_id, viewer), Applicant.status == "invited", Beta.status == "recruiting")
        .where(or_(Beta.apply_until.is_(None), Beta.apply_until > now()))
        .options(joinedload(Applicant.beta))
    )
    return db.session.scalar(invited.order_by(Applicant.id.desc()).limit(1))


def new_reports(viewer: Viewer, most: int = 6) -> list[Waiting]:
    """Betas that the viewer may look into with reports that nobody has looked at, the longest list first. One query."""
    counted = (
        select(*columns_for(Waiting, beta=Beta, reports=func.count()))
        .join(BetaReport, BetaReport.beta_id == Beta.id)
        .where(BetaReport.status == "new", Beta.id.in_(open_betas(viewer)))
        .group_by(*Beta.__table__.c)
    )
    rows = db.session.execute(counted.order_by(func.count().desc(), Beta.id).limit(most))
    return [Waiting._make(row) for row in rows]


def seats_that_lapse(most: int = 6) -> list[Applicant]:
    """Offers that run out within two days, the next first."""
    statement = (
        select(Applicant)
        .where(Applicant.status.in_(OFFERED), Applicant.due_at <= now() + SOON)
        .options(joinedload(Applicant.beta), joinedload(Applicant.member))
    )
    return list(db.session.scalars(statement.order_by(Applicant.due_at, Applicant.id).limit(most)))


def betas_of(member: Member, viewer: Viewer, most: int = 8) -> list[Applicant]:
    """The member's places in betas, the newest first."""
    statement = select(Applicant).where(Applicant.member_id == member.id, sees_applicant(viewer))
    return list(
        db.session.scalars(statement.options(joinedload(Applicant.beta)).order_by(Applicant.id.desc()).limit(most))
    )


def _open_tasks(viewer: Viewer, beta_ids: list[int]) -> list[BetaTask]:
    own = select(Applicant.id).where(is_theirs(Applicant.member_id, viewer))
    done = exists().where(BetaTaskDone.task_id == BetaTask.id, BetaTaskDone.applicant_id.in_(own))
    statement = select(BetaTask).where(BetaTask.beta_id.in_(beta_ids), BetaTask.beta_id.in_(open_betas(viewer)), ~done)
    return list(db.session.scalars(statement.order_by(BetaTask.week, BetaTask.id)))


def _due(place: Applicant, tasks: list[BetaTask]) -> BetaTask | None:
    if not place.tests or place.beta.status not in TESTING:
        return None
    week = place.beta.week_at(now())
    return next((task for task in tasks if task.beta_id == place.beta_id and task.week <= week), None)
