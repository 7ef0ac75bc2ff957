"""The worker keeps the index; nobody else writes it."""

from portal.ledger.worker import worker_step

from .actions import index_due


@worker_step("search", every=0.3)
def keep_index() -> int:
    """One page of changes."""
    return index_due()
