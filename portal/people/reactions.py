"""What the worker does for people: lapsed invitations, ended breaks."""

from portal.core.database import transaction
from portal.ledger.worker import worker_step

from . import acts  # noqa: F401 - it listens to the ledger
from .actions.breaks import end_due_breaks
from .actions.invitations import lapse_due_invitations


@worker_step("invitations", every=60)
def invitations() -> int:
    """Let a page of invitations lapse whose time is over."""
    with transaction():
        return lapse_due_invitations()


@worker_step("breaks", every=60)
def breaks() -> int:
    """Welcome back a page of members whose break is over."""
    with transaction():
        return end_due_breaks()
