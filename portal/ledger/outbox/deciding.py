"""What people decide about something that got stuck on its way out."""

from portal.core.clock import now

from ..lifecycle import OUTGOING
from ..models import Outgoing
from ..queue import release


def send_again(row: Outgoing) -> None:
    """Put back what failed or is uncertain: a person has decided that it may go out (again)."""
    row.state = OUTGOING.after(row.state, "send_again")
    row.settled_at, row.due_at, row.attempts, row.error = None, now(), 0, None
    release(row)


def note_arrival(row: Outgoing) -> None:
    """Something uncertain did go out: a person has asked whoever it was for."""
    row.state, row.error = OUTGOING.after(row.state, "note_arrival"), None
