"""What maps may know of care: whether somebody waits for an answer."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy import case as sql_case

from portal.core.database import db
from portal.kits.automation.map_facts import FactOf, map_fact, map_fact_label
from portal.kits.tasks.care import About, Asked, care_check
from workflows.facts import FlagFact

from .models import Case, Concern

WAITING = ("open", "triage")
"""So stands a case that nobody has settled in any way."""


@map_fact("open(case)", FlagFact())
def open_cases(members: Collection[int]) -> FactOf:
    """Whether a case of this member is open now."""
    cases = select(Case.member_id).where(Case.member_id.in_(members), Case.status == "open")
    waiting = frozenset(db.session.scalars(cases))
    return lambda member_id, _moment: member_id in waiting


map_fact_label("open(case)")(lambda is_open: str(_("a case is open") if is_open else _("not a case is open")))


@care_check
def asked_by(member_id: int, planned_at: datetime, follows_from: About | None) -> Asked:
    """The case from which it follows, or where that is unknown the nearest, asks until it is settled.

    Of a case that is settled, what follows from its answer is given; what came before that, or before it was closed, is
    not, unless another one waits to be heard. A case that is only just being opened is waited for.
    """
    case = _case_about(member_id, follows_from) or _first(member_id)
    if case is None:
        return Asked(waits=True)
    if _asks(case, planned_at):
        return Asked(True, ("case", case.id))
    if case.answered_at is not None and case.answered_at <= planned_at:
        return Asked(waits=False)
    other = _first(member_id, Case.status.in_(WAITING))
    return Asked(True, ("case", other.id)) if other else Asked(waits=False)


def _asks(case: Case, planned_at: datetime) -> bool:
    if case.status in WAITING:
        return True
    return case.changed_at < planned_at if case.status == "closed" else case.changed_at <= planned_at


def _case_about(member_id: int, about: About | None) -> Case | None:
    """The member's case that this is, or to which an answer of theirs belongs."""
    theirs = select(Case).where(Case.member_id == member_id)
    match about:
        case ("case", int(number)):
            return db.session.scalar(theirs.where(Case.id == number))
        case ("surveyanswer", int(number)):
            return db.session.scalar(theirs.join(Concern).where(Concern.source == f"answer:{number}"))
    return None


def _first(member_id: int, *wanted: ColumnElement[bool]) -> Case | None:
    """Of the member's cases an open one, else the one that changed last: answered, in triage, and only then closed."""
    by_status = sql_case({"open": 0, "triage": 2, "closed": 3}, value=Case.status, else_=1)
    theirs = select(Case).where(Case.member_id == member_id, *wanted)
    return db.session.scalar(theirs.order_by(by_status, Case.changed_at.desc(), Case.id.desc()).limit(1))
