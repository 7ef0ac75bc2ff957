"""How a beta goes: how far people come, who takes part on which day, and what they find."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import distinct, func, select, union

from ...core.clock import now
from ...core.database import db
from ...members.access import Viewer
from ..models import Applicant, Beta, BetaReport, BetaTask, BetaTaskDone, SeatChange
from .seeing import open_betas

DAYS = 28


class Funnel(NamedTuple):
    """How many people came so far, ever: each number is a part of the one before it."""

    known: int
    """Invited, or came of their own accord."""
    applied: int
    offered: int
    accepted: int
    took_part: int
    """Did a task or reported something."""
    completed: int


class DayLine(NamedTuple):
    """How many testers did something on a day."""

    day: date
    testers: int


class FindingCount(NamedTuple):
    """Reports of one kind and severity: all, those still open, and those fixed. Doubles count as their original."""

    kind: str
    severity: int | None
    reports: int
    open: int
    fixed: int


class TaskCount(NamedTuple):
    """A task, the minutes it takes, and how many testers did it."""

    week: int
    title: str
    minutes: int
    done: int


def funnel_of(beta: Beta) -> Funnel:
    """One query."""
    mine = Applicant.beta_id == beta.id
    steps = {
        what: select(func.count(distinct(SeatChange.applicant_id)))
        .where(SeatChange.beta_id == beta.id, SeatChange.what == what)
        .scalar_subquery()
        for what in ("offered", "accepted")
    }
    reported = select(BetaReport.applicant_id).where(BetaReport.beta_id == beta.id)
    tried = select(BetaTaskDone.applicant_id).join(Applicant, Applicant.id == BetaTaskDone.applicant_id).where(mine)
    took_part = select(func.count()).select_from(union(reported, tried).subquery()).scalar_subquery()
    row = db.session.execute(
        select(
            func.count(),
            func.count(Applicant.applied_at),
            steps["offered"],
            steps["accepted"],
            took_part,
            func.count().filter(Applicant.status == "completed"),
        ).where(mine)
    ).one()
    return Funnel(*row)


def participation_of(beta: Beta, zone: ZoneInfo, days: int = DAYS) -> list[DayLine]:
    """The last `days` days in `zone`, today last, each with the number of testers who did something. One query."""
    today = now().astimezone(zone).date()
    since = now() - timedelta(days=days + 1)
    reported = select(BetaReport.applicant_id, BetaReport.created_at.label("at")).where(
        BetaReport.beta_id == beta.id, BetaReport.created_at > since
    )
    tried = (
        select(BetaTaskDone.applicant_id, BetaTaskDone.done_at.label("at"))
        .join(Applicant, Applicant.id == BetaTaskDone.applicant_id)
        .where(Applicant.beta_id == beta.id, BetaTaskDone.done_at > since)
    )
    testers: dict[date, set[int]] = defaultdict(set)
    for applicant_id, moment in db.session.execute(union(reported, tried)):
        testers[_day(moment, zone)].add(applicant_id)
    shown = (today - timedelta(days=back) for back in reversed(range(days)))
    return [DayLine(day, len(testers[day])) for day in shown]


def findings_of(beta: Beta, viewer: Viewer) -> list[FindingCount]:
    """Issues by severity, the worst first, then ideas and praise; nothing for those who may not look in. One query."""
    is_open = BetaReport.status.in_(("new", "accepted"))
    counted = (
        select(
            BetaReport.kind,
            BetaReport.severity,
            func.count(),
            func.count().filter(is_open),
            func.count().filter(BetaReport.status == "fixed"),
        )
        .where(
            BetaReport.beta_id == beta.id,
            BetaReport.beta_id.in_(open_betas(viewer)),
            BetaReport.status != "duplicate",
        )
        .group_by(BetaReport.kind, BetaReport.severity)
    )
    found = [FindingCount(*row) for row in db.session.execute(counted)]
    return sorted(found, key=lambda one: (one.severity is None, one.severity or 0, one.kind))


def tasks_done_in(beta: Beta, viewer: Viewer) -> list[TaskCount]:
    """Each task with how many testers did it, week by week; nothing for those who may not look in. One query."""
    counted = (
        select(BetaTask.week, BetaTask.title, BetaTask.minutes, func.count(BetaTaskDone.applicant_id))
        .outerjoin(BetaTaskDone, BetaTaskDone.task_id == BetaTask.id)
        .where(BetaTask.beta_id == beta.id, BetaTask.beta_id.in_(open_betas(viewer)))
        .group_by(BetaTask.id, BetaTask.week, BetaTask.title, BetaTask.minutes)
    )
    return [TaskCount(*row) for row in db.session.execute(counted.order_by(BetaTask.week, BetaTask.id))]


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
