"""What nobody answers in time lapses: invitations, and new addresses that wait for a confirmation."""

from typing import TypeVar

from sqlalchemy import select

from portal.core.clock import now
from portal.core.database import db
from portal.ledger.ledger import Line, kind_of, record_lines
from portal.ledger.verbs import Verb
from workflows.lifecycle import Lifecycle

from ..models import AddressChange, Invitation

T = TypeVar("T", Invitation, AddressChange)


def lapse_due(kind: type[T], lifecycle: Lifecycle, verb: Verb, page: int = 200) -> int:
    """End those of this kind that still wait after their `expires_at`; how many there were."""
    due = (
        select(kind)
        .where(kind.status == lifecycle.initial, kind.expires_at <= now())
        .order_by(kind.expires_at, kind.id)
        .limit(page)
        .with_for_update(skip_locked=True, of=kind)
    )
    rows = db.session.scalars(due).all()
    for row in rows:
        row.status = lifecycle.after(row.status, "lapse")
    db.session.flush()
    record_lines([Line(verb, member_id=row.member_id, about=(kind_of(row), row.id)) for row in rows])
    return len(rows)
