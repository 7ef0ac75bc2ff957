"""What maps may know of care: whether somebody waits for an answer."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.database import db
from portal.kits.automation.map_facts import FactOf, map_fact, map_fact_label
from portal.kits.tasks.care import care_check
from workflows.facts import FlagFact

from .models import Case

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
def still_asked_for(member_id: int, planned_at: datetime) -> bool:
    """Whether any case still asks for what was planned then: one that is open does, whichever else was settled since.
    Where none is, what follows from an answer is given; what came before it, or before the case was closed, is not.
    A case that is only just being opened is waited for.
    """
    waits, closed = Case.status.in_(WAITING), Case.status == "closed"
    theirs = select(Case).where(Case.member_id == member_id)
    last = theirs.order_by(waits.desc(), closed, Case.changed_at.desc(), Case.id.desc()).limit(1)
    case = db.session.scalar(last)
    if case is None or case.status in WAITING:
        return True
    return case.changed_at < planned_at if case.status == "closed" else case.changed_at <= planned_at
