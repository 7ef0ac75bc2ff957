"""What maps may know of care: whether somebody waits for an answer."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select

from portal.core.database import db
from portal.kits.automation.map_facts import FactOf, map_fact, map_fact_label
from workflows.facts import FlagFact

from .models import Case


@map_fact("open(case)", FlagFact())
def open_cases(members: Collection[int]) -> FactOf:
    """Whether a case of this member is open now."""
    cases = select(Case.member_id).where(Case.member_id.in_(members), Case.status == "open")
    waiting = frozenset(db.session.scalars(cases))
    return lambda member_id, _moment: member_id in waiting


map_fact_label("open(case)")(lambda is_open: str(_("a case is open") if is_open else _("not a case is open")))
