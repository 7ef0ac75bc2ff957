"""New jobs that members told us of: the one that waits, whose Today it stands on, and who may decide."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.access.models import StaffRole, User
from portal.access.roles import OWNER, roles_with
from portal.core.database import db

from ..absences import covers
from ..lifecycle import JOB_CHANGE
from ..models import Company, JobChange, Member
from ..viewer import Viewer

MAX_SHOWN = 8


class OnToday(NamedTuple):
    """What waits for somebody: the first of it, and how many there are."""

    changes: list[JobChange]
    total: int


def waiting_job_change(member_id: int) -> JobChange | None:
    """What the member told us and nobody has confirmed or declined yet."""
    waiting = JobChange.member_id == member_id, JobChange.status == JOB_CHANGE.initial
    return db.session.scalar(select(JobChange).where(*waiting).execution_options(populate_existing=True))


def last_job_change(member_id: int) -> JobChange | None:
    """The new job that waits, else the newest that the member told us of, with its companies."""
    newest = select(JobChange).where(JobChange.member_id == member_id)
    waits = JobChange.status == JOB_CHANGE.initial
    newest = newest.order_by(waits.desc(), JobChange.told_at.desc(), JobChange.id.desc()).limit(1)
    return db.session.scalar(newest.options(joinedload(JobChange.company), joinedload(JobChange.former)))


def may_decide(viewer: Viewer, change: JobChange) -> bool:
    """Whoever changes people, and the colleague who looks after the new company, or stands in for who does."""
    looks_after = viewer.is_staff and change.company.owner_user_id in covers(viewer.id)
    return viewer.may("people.edit") or looks_after


def jobs_on_today(viewer: Viewer) -> OnToday:
    """The new jobs that wait for this colleague: at companies that they, or whoever they stand in for, look after; for
    an owner also where nobody does.
    """
    waiting = _waiting_for(viewer)
    total = db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    if not total:
        return OnToday([], 0)
    first = waiting.order_by(JobChange.due_at, JobChange.id).limit(MAX_SHOWN)
    people = joinedload(JobChange.member), joinedload(JobChange.company).joinedload(Company.owner)
    return OnToday(list(db.session.scalars(first.options(*people))), total)


def _waiting_for(viewer: Viewer) -> Select[Any]:
    theirs: ColumnElement[bool] = Company.owner_user_id.in_(covers(viewer.id))
    if OWNER in viewer.roles:
        theirs = or_(theirs, ~_looked_after())
    statement = select(JobChange).join(Company, Company.id == JobChange.company_id)
    statement = statement.join(Member, Member.id == JobChange.member_id).where(Member.merged_into_id.is_(None))
    return statement.where(JobChange.status == JOB_CHANGE.initial, theirs)


def _looked_after() -> ColumnElement[bool]:
    """Whether a colleague who has a Today looks after the company of the row."""
    works_here = and_(StaffRole.user_id == User.id, StaffRole.role.in_(roles_with("tasks.work")))
    return exists().where(User.id == Company.owner_user_id, User.active, works_here)
