"""What happens on a day in betas: the last day to apply, start and end, until when an offer stands, tasks of a week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, false, select, true

from portal.core.database import db
from portal.kits.calendar.dates import Dated, calendar_dates
from portal.people.viewer import Viewer

from .models import IN_TEST, OFFERED, SEATED, Applicant, Beta, BetaTask, BetaTaskDone
from .queries.seeing import open_to, visible_to
from .urls import beta_url

ICON = "flask"
WAITS = {
    "selected": _l("your seat waits until then"),
    "agreement_pending": _l("your signature is due"),
    "silent": _l("we hope to hear from you by then"),
}


@calendar_dates("betas")
def beta_dates(viewer: Viewer, since: datetime, until: datetime, most: int) -> list[Dated]:
    """Start and end of the betas that the viewer sees, for those who have a seat, and us.

    For testers also what is theirs: until when an offer or a question waits, and by when the tasks of a week are due.
    """
    own = [*_of_offers(viewer, since, until, most), *_of_tasks(viewer, since, until)]
    dates = [*_of_betas(viewer, since, until, most), *own]
    return sorted(dates, key=lambda each: (each.at, each.key))[:most]


@calendar_dates("betas_open", mark="invite")
def last_days_to_apply(viewer: Viewer, since: datetime, until: datetime, most: int) -> list[Dated]:
    """Until when one may apply for the betas that the viewer sees and that look for testers."""
    looking = Beta.apply_until.between(since, until), Beta.status == "recruiting", visible_to(viewer)
    statement = select(Beta.id, Beta.name, Beta.apply_until).where(*looking).order_by(Beta.apply_until, Beta.id)
    return list(_each(statement.limit(most), "apply", _l("the last day to apply")))


def _of_betas(viewer: Viewer, since: datetime, until: datetime, most: int) -> Iterator[Dated]:
    member_id = viewer.member_id or 0
    has_seat = exists().where(
        Applicant.beta_id == Beta.id, Applicant.member_id == member_id, Applicant.status.in_(SEATED)
    )
    concerned = true() if viewer.may("betas.read") else has_seat
    goes_on = Beta.status.in_(("recruiting", "selecting", "onboarding", "running", "paused"))
    columns = {"start": (Beta.starts_at, _l("the beta starts")), "end": (Beta.ends_at, _l("the beta ends"))}
    # Two short lists, each from its own column: a beta has at most one of each.
    for what, (column, label) in columns.items():
        shown = column.between(since, until), goes_on, concerned, visible_to(viewer)
        statement = select(Beta.id, Beta.name, column).where(*shown).order_by(column, Beta.id)
        yield from _each(statement.limit(most), what, label)


def _each(statement: Select[int, str, datetime | None], what: str, label: Any) -> Iterator[Dated]:
    for beta_id, name, moment in db.session.execute(statement):
        if moment is not None:
            yield Dated(moment, f"beta:{beta_id}:{what}", name, label, beta_url(beta_id), ICON)


def _of_offers(viewer: Viewer, since: datetime, until: datetime, most: int) -> Iterator[Dated]:
    mine = Applicant.member_id == viewer.member_id if viewer.is_member else false()
    statement = (
        select(Applicant.id, Applicant.status, Beta.id, Beta.name, Applicant.due_at)
        .join(Beta, Beta.id == Applicant.beta_id)
        .where(mine, Applicant.status.in_((*OFFERED, "silent")), Applicant.due_at.between(since, until))
    )
    for applicant_id, status, beta_id, name, moment in db.session.execute(
        statement.order_by(Applicant.due_at).limit(most)
    ):
        if moment is not None:
            yield Dated(moment, f"seat:{applicant_id}", name, WAITS[status], beta_url(beta_id), ICON)


def _of_tasks(viewer: Viewer, since: datetime, until: datetime) -> Iterator[Dated]:
    """The tasks of a week are due when the week is over; those that are done are not. One date for each week."""
    if not viewer.is_member:
        return
    done = exists().where(BetaTaskDone.task_id == BetaTask.id, BetaTaskDone.applicant_id == Applicant.id)
    statement = (
        select(Beta.id, Beta.name, Beta.starts_at, BetaTask.week)
        .join(Applicant, Applicant.beta_id == Beta.id)
        .join(BetaTask, BetaTask.beta_id == Beta.id)
        .where(Applicant.member_id == viewer.member_id, Applicant.status.in_(IN_TEST), Beta.status == "running")
        .where(Beta.starts_at.is_not(None), open_to(viewer), ~done)
        .distinct()
    )
    for beta_id, name, begun, week in db.session.execute(statement.order_by(Beta.id, BetaTask.week)):
        if begun is None:
            continue
        moment = begun + timedelta(weeks=week)
        if since <= moment <= until:
            label = _l("the tasks of week %(week)s are due", week=week)
            yield Dated(moment, f"beta:{beta_id}:week{week}", name, label, beta_url(beta_id), ICON)
