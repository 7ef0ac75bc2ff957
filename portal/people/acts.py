"""When a member last did something themselves: silence is measured from there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, or_, update

from portal.core.database import db
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.ledger.verbs import VERBS

from .models import Member

LIFE = tuple(verb for verb in VERBS.values() if verb.act or verb.heard)


@subscriber("members.acts", *LIFE)
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
    verb = VERBS[activity.verb]
    return verb.act or bool(verb.heard and verb.heard(activity.facts))


_NOTE = (
    update(Member)
    .where(Member.id == bindparam("acted"), or_(Member.last_act_at.is_(None), Member.last_act_at < bindparam("at")))
    .values(last_act_at=bindparam("at"))
)
