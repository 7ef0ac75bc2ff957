"""What the worker does for people: lapsed invitations and changes of addresses, breaks and pauses that end."""

from portal.core.database import transaction
from portal.ledger.worker import worker_step

from . import acts  # noqa: F401 - it listens to the ledger
from .actions.breaks import end_due_breaks
from .actions.lapsing import lapse_due
from .actions.pauses import end_due_pauses
from .lifecycle import ADDRESS_CHANGE, INVITATION
from .models import AddressChange, Invitation
from .verbs import ADDRESS_LAPSED, INVITATION_LAPSED


@worker_step("invitations", every=60)
def invitations() -> int:
    """Let a page of invitations lapse whose time is over."""
    with transaction():
        return lapse_due(Invitation, INVITATION, INVITATION_LAPSED)


@worker_step("breaks", every=60)
def breaks() -> int:
    """Welcome back a page of members whose break is over."""
    with transaction():
        return end_due_breaks()


@worker_step("pauses", every=60)
def pauses() -> int:
    """End a page of pauses whose day has come."""
    with transaction():
        return end_due_pauses()


@worker_step("address_changes", every=60)
def address_changes() -> int:
    """Let a page of new addresses lapse that nobody confirmed."""
    with transaction():
        return lapse_due(AddressChange, ADDRESS_CHANGE, ADDRESS_LAPSED)
