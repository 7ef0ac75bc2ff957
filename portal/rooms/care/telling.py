"""Who of us hears of a case or a promise."""

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.kits.notices.actions import notify
from portal.kits.notices.addressing import everybody_who_may, responsible
from portal.kits.notices.due_days import day_has_come
from portal.ledger.models import Activity
from portal.ledger.verbs import VERBS

from .models import Case, Promise
from .notices import HEARD, MINE, OVERDUE, PROMISED, UNOWNED
from .verbs import CASE_ASSIGNED, CASE_HEARD, CASE_OPENED, CASE_OVERDUE

TO_THE_OWNER = {CASE_OPENED: MINE, CASE_ASSIGNED: MINE, CASE_HEARD: HEARD, CASE_OVERDUE: OVERDUE}


def tell(case: Case, line: Activity) -> None:
    """A case that has an owner is told to them alone, or whoever stands in; one that has none, to all who take one."""
    if case.owner_user_id is None:
        kind, whom = UNOWNED, everybody_who_may("cases.work")
    else:
        kind = TO_THE_OWNER[VERBS[line.verb]]
        whom = responsible(case.owner_user_id, case.member, "cases.work")
    actor = db.session.get(User, line.actor_user_id) if line.actor_user_id else None
    notify(kind.name, whom, about=("case", case.id), actor=actor, cause=line)


def note_promise(promise: Promise) -> None:
    """Tell whoever made the promise that its day has come where they are."""
    if not day_has_come(promise.due_on, promise.by):
        return
    whom = responsible(promise.by_user_id, promise.member, "people.edit")
    notify(PROMISED.name, whom, about=("promise", promise.id))
    promise.due_noted_at = now()
