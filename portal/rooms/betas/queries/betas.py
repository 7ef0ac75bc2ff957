"""Betas as lists and as one page: what is open, what is mine, and how far somebody may look in."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.paging import By, Page, page_by_key
from portal.core.rows import columns_for, is_true
from portal.people.models import Member
from portal.people.viewer import Viewer
from portal.rooms.ideas.models import Idea
from portal.rooms.ideas.queries.seeing import visible_to as sees_idea

from ..models import AFTERWARDS, Applicant, Beta, BetaClosing, BetaTask, BetaTaskDone
from .seeing import open_betas, open_to, sees_applicant, visible_to

NEWEST = [By(Beta.id, descending=True)]


class SeenBeta(NamedTuple):
    """A beta as somebody sees it: their own place in it, and whether what is inside is open to them."""

    beta: Beta
    place: Applicant | None
    is_open: bool

    @property
    def wants_signature(self) -> bool:
        """Whether only the newest agreement stands between them and what is inside."""
        within = self.place is None or self.place.tests or self.place.status in {"agreement_pending", "completed"}
        return not self.is_open and self.beta.agreement_id is not None and within


class TaskLine(NamedTuple):
    """A task, and when this tester did it."""

    task: BetaTask
    done_at: datetime | None


def betas_seen(viewer: Viewer, cursor: str | None = None, status: str = "") -> Page[Beta]:
    """A page of the betas that `viewer` may see, the newest first."""
    statement = _with_people().where(visible_to(viewer))
    return page_by_key(statement.where(Beta.status == status) if status else statement, NEWEST, cursor)


def open_for(viewer: Viewer, cursor: str | None = None) -> Page[Beta]:
    """A page of the betas that look for testers and that this member has no place in yet, the newest first.

    One to which they are invited stands among their own (my_places).
    """
    member_id = viewer.member_id or 0
    known = exists().where(Applicant.beta_id == Beta.id, Applicant.member_id == member_id)
    return page_by_key(_looking(viewer).where(~known), NEWEST, cursor)


def beta_to_offer(member: Member) -> Beta | None:
    """The newest beta that looks for testers, is meant for this member and was not offered to them yet.

    None for somebody who cannot sign in: they could not apply.
    """
    user = db.session.scalar(select(User).where(User.member_id == member.id, User.active))
    if user is None:
        return None
    known = exists().where(Applicant.beta_id == Beta.id, Applicant.member_id == member.id)
    fitting = _looking(Viewer(user)).where(~known).order_by(Beta.id.desc()).limit(1)
    beta: Beta | None = db.session.scalar(fitting)
    return beta


def betas_from(idea: Idea, viewer: Viewer) -> list[Beta]:
    """The betas in which an idea (or one that became part of it) is tested, as far as `viewer` may see their names."""
    its = select(Idea.id).where(or_(Idea.id == idea.id, Idea.merged_into_id == idea.id))
    statement = _with_people().where(Beta.idea_id.in_(its), visible_to(viewer))
    return list(db.session.scalars(statement.order_by(Beta.id.desc())))


def idea_of(beta: Beta, viewer: Viewer) -> Idea | None:
    """The idea that a beta came from, if `viewer` sees it; one that became part of another is that one."""
    if beta.idea_id is None:
        return None
    came_from = select(func.coalesce(Idea.merged_into_id, Idea.id)).where(Idea.id == beta.idea_id).correlate(None)
    idea: Idea | None = db.session.scalar(select(Idea).where(Idea.id == came_from.scalar_subquery(), sees_idea(viewer)))
    return idea


def my_places(viewer: Viewer, cursor: str | None = None, *, over: bool = False) -> Page[Applicant]:
    """A page of this member's places in betas that go on (or are `over`), the newest first."""
    member_id = viewer.member_id or 0
    ended = Beta.status.in_((*AFTERWARDS, "cancelled"))
    statement = (
        select(Applicant)
        .join(Beta, Beta.id == Applicant.beta_id)
        .where(Applicant.member_id == member_id, ended if over else ~ended)
        .options(joinedload(Applicant.beta))
    )
    return page_by_key(statement, [By(Applicant.id, descending=True)], cursor)


def beta_seen_by(viewer: Viewer, beta_id: int) -> SeenBeta | None:
    """One beta with the viewer's place in it; None where they may not even see its name."""
    member_id = viewer.member_id or 0
    own = and_(Applicant.beta_id == Beta.id, Applicant.member_id == member_id)
    columns = columns_for(SeenBeta, beta=Beta, place=Applicant, is_open=is_true(open_to(viewer)))
    row = db.session.execute(
        select(*columns)
        .outerjoin(Applicant, own)
        .where(Beta.id == beta_id, visible_to(viewer))
        .options(joinedload(Beta.owner), joinedload(Beta.agreement), selectinload(Beta.questions))
    ).first()
    return SeenBeta._make(row) if row else None


def place_of(viewer: Viewer, beta_id: int) -> Applicant | None:
    """This member's own row in a beta, for acting on it; also when they were taken out and read why."""
    member_id = viewer.member_id or 0
    mine = select(Applicant).where(Applicant.beta_id == beta_id, Applicant.member_id == member_id)
    return db.session.scalar(mine)


def applicant_seen_by(viewer: Viewer, applicant_id: int) -> Applicant | None:
    """Somebody's row: one's own, or anybody's for colleagues."""
    statement = select(Applicant).where(Applicant.id == applicant_id, sees_applicant(viewer))
    return db.session.scalar(statement.options(joinedload(Applicant.member), joinedload(Applicant.beta)))


def tasks_in(beta_id: int, viewer: Viewer, place: Applicant | None = None) -> list[TaskLine]:
    """The beta's tasks, week by week, and when `place` did them; none for those who may not look in."""
    done = and_(BetaTaskDone.task_id == BetaTask.id, BetaTaskDone.applicant_id == (place.id if place else 0))
    statement = (
        select(*columns_for(TaskLine, task=BetaTask, done_at=BetaTaskDone.done_at))
        .outerjoin(BetaTaskDone, done)
        .where(BetaTask.beta_id == beta_id, BetaTask.beta_id.in_(open_betas(viewer)))
    )
    return [TaskLine._make(row) for row in db.session.execute(statement.order_by(BetaTask.week, BetaTask.id))]


def task_seen_by(viewer: Viewer, task_id: int) -> BetaTask | None:
    """One task of a beta into which `viewer` may look."""
    statement = select(BetaTask).where(BetaTask.id == task_id, BetaTask.beta_id.in_(open_betas(viewer)))
    return db.session.scalar(statement)


def closing_of(applicant_id: int, viewer: Viewer) -> BetaClosing | None:
    """What a tester was told at the end, for themselves and for colleagues who may look in."""
    statement = (
        select(BetaClosing)
        .join(Applicant, Applicant.id == BetaClosing.applicant_id)
        .where(
            BetaClosing.applicant_id == applicant_id,
            sees_applicant(viewer),
            Applicant.beta_id.in_(open_betas(viewer)),
        )
    )
    return db.session.scalar(statement.options(joinedload(BetaClosing.by)))


def _looking(viewer: Viewer) -> Select[Any]:
    """The betas that `viewer` sees and that take applications now."""
    ended = and_(Beta.apply_until.is_not(None), Beta.apply_until <= now())
    return _with_people().where(visible_to(viewer), Beta.status == "recruiting", ~ended)


def _with_people() -> Select[Any]:
    return select(Beta).options(joinedload(Beta.owner))
