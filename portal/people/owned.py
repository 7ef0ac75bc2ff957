"""What colleagues own here: companies and people they look after, and colleagues for whom they stand in."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from portal.access.endings import work_end
from portal.access.models import User
from portal.access.owned import add_owned_work
from portal.core.clock import now
from portal.core.database import db

from .absences import not_over
from .actions.absences import end_absence
from .models import Absence, Company, Member
from .queries.absences import coming_absences


def call_off_own(leaving: int, heir: int) -> None:
    """Nobody stands in for themselves: where the heir is the one who is away, the absence ends."""
    theirs = update(Absence).where(Absence.deputy_id == leaving, Absence.user_id == heir, not_over())
    db.session.execute(theirs.values(ended_at=now()), execution_options={"synchronize_session": False})


@work_end
def end_days_away(colleague: User, by: User) -> None:
    """Nobody stands in any more for whoever is gone: what was theirs has an owner who is here."""
    for absence in coming_absences(colleague):
        end_absence(absence, by)


add_owned_work("company", _l("Companies they look after"), Company.owner_user_id, needs="people.edit")
add_owned_work("member", _l("People they look after"), Member.owner_user_id, needs="people.edit")
add_owned_work(
    "deputy",
    _l("Absences in which they stand in"),
    Absence.deputy_id,
    waits=not_over,
    before=call_off_own,
)
