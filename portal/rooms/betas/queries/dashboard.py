"""How a beta goes: how far people come, who takes part on which day, and what they find."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import CompoundSelect, distinct, func, select, union

from portal.core.clock import now
from portal.core.database import db
from portal.core.rows import columns_for
from portal.people.viewer import Viewer

from ..models import AFTERWARDS, Applicant, Beta, BetaClosing, BetaReport, BetaTask, BetaTaskDone, SeatChange
from .seeing import open_betas

DAYS = 28
TESTED = ("wrap_up", *AFTERWARDS, "cancelled")
"""While a beta stands so, nobody tests it any more."""


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
            *columns_for(
                Funnel,
                **steps,
                known=func.count(),
                applied=func.count(Applicant.applied_at),
                took_part=took_part,
                completed=func.count().filter(Applicant.status == "completed"),
            )
        ).where(mine)
    ).one()
    return Funnel._make(row)


def participation_of(beta: Beta, zone: ZoneInfo, days: int = DAYS) -> list[DayLine]:
    """The last `days` days in `zone`, each with the number of testers who did something: up to today.

    Once testing is over it is up to the end, and not from before it began. One query; two once it is over.
    """
    is_over = beta.status in TESTED
    last = _end_of(beta) if is_over else now()
    testers: dict[date, set[int]] = defaultdict(set)
    for applicant_id, moment in db.session.execute(_deeds(beta, last - timedelta(days=days + 1))):
        testers[_day(moment, zone)].add(applicant_id)
    shown = [_day(last, zone) - timedelta(days=back) for back in reversed(range(days))]
    first = min((_day(beta.starts_at, zone), *testers)) if is_over and beta.starts_at else shown[0]
    return [DayLine(day, len(testers[day])) for day in shown if day >= first]


def findings_of(beta: Beta, viewer: Viewer) -> list[FindingCount]:
    """Issues by severity, the worst first, then ideas and praise; nothing for those who may not look in. One query."""
    is_open = BetaReport.status.in_(("new", "accepted"))
    counted = (
        select(
            *columns_for(
                FindingCount,
                kind=BetaReport.kind,
                severity=BetaReport.severity,
                reports=func.count(),
                open=func.count().filter(is_open),
                fixed=func.count().filter(BetaReport.status == "fixed"),
            )
        )
        .where(
            BetaReport.beta_id == beta.id,
            BetaReport.beta_id.in_(open_betas(viewer)),
            BetaReport.status != "duplicate",
        )
        .group_by(BetaReport.kind, BetaReport.severity)
    )
    findings = [FindingCount._make(row) for row in db.session.execute(counted)]
    return sorted(findings, key=lambda one: (one.severity is None, one.severity or 0, one.kind))


def tasks_done_in(beta: Beta, viewer: Viewer) -> list[TaskCount]:
    """Each task with how many testers did it, week by week; nothing for those who may not look in. One query."""
    columns = columns_for(
        TaskCount,
        week=BetaTask.week,
        title=BetaTask.title,
        minutes=BetaTask.minutes,
        done=func.count(BetaTaskDone.applicant_id),
    )
    counted = (
        select(*columns)
        .outerjoin(BetaTaskDone, BetaTaskDone.task_id == BetaTask.id)
        .where(BetaTask.beta_id == beta.id, BetaTask.beta_id.in_(open_betas(viewer)))
        .group_by(BetaTask.id, BetaTask.week, BetaTask.title, BetaTask.minutes)
    )
    return [TaskCount._make(row) for row in db.session.execute(counted.order_by(BetaTask.week, BetaTask.id))]


def _end_of(beta: Beta) -> datetime:
    """When a beta ended: as planned or when it was closed before that, and never before the last thing that was done.

    Without a plan it is the last thing that was done: the thanks may have come much later. One query.
    """
    closed = (
        select(func.max(BetaClosing.at))
        .join(Applicant, Applicant.id == BetaClosing.applicant_id)
        .where(Applicant.beta_id == beta.id)
        .scalar_subquery()
    )
    newest, thanked = db.session.execute(select(func.max(_deeds(beta).subquery().c.at), closed)).one()
    stopped: datetime = thanked or beta.changed_at
    planned = min(beta.ends_at, stopped) if beta.ends_at is not None else None
    return max((moment for moment in (planned, newest) if moment is not None), default=stopped)


def _deeds(beta: Beta, since: datetime | None = None) -> CompoundSelect[Any]:
    """Who did a task or reported something, and when."""
    reported = select(BetaReport.applicant_id, BetaReport.created_at.label("at")).where(BetaReport.beta_id == beta.id)
    tried = (
        select(BetaTaskDone.applicant_id, BetaTaskDone.done_at.label("at"))
        .join(Applicant, Applicant.id == BetaTaskDone.applicant_id)
        .where(Applicant.beta_id == beta.id)
    )
    if since is not None:
        reported, tried = reported.where(BetaReport.created_at > since), tried.where(BetaTaskDone.done_at > since)
    return union(reported, tried)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
