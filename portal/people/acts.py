"""When a member last did something themselves: silence is measured from there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, update

from portal.core.database import db
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.ledger.verbs import ACTS

from .models import Member

REACHED = "reached"


@subscriber("members.acts", *sorted(ACTS), "call.logged")
def note_acts(activities: Sequence[Activity]) -> None:
    """Move `last_act_at` forward, never back: what a file tells late may be older than what is known."""
    latest: dict[int, Any] = {}
    for activity in activities:
        if activity.member_id is not None and _is_act(activity):
            known = latest.get(activity.member_id, activity.occurred_at)
            latest[activity.member_id] = max(known, activity.occurred_at)
    if latest:
        rows = [{"acted": member_id, "at": moment} for member_id, moment in sorted(latest.items())]
        db.session.connection().execute(_NOTE, rows)


def _is_act(activity: Activity) -> bool:
    return activity.verb != "call.logged" or activity.facts.get("outcome") == REACHED


_NOTE = (
    update(Member)
    .where(Member.id == bindparam("acted"), or_(Member.last_act_at.is_(None), Member.last_act_at < bindparam("at")))
    .values(last_act_at=bindparam("at"))
)
