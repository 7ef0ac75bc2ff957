"""What the worker does for betas: the clocks, and letting in whoever signed somewhere else."""

from collections.abc import Sequence

from ..activity.ledger import subscriber
from ..activity.models import Activity
from ..activity.worker import worker_step
from ..core.database import db
from ..members.models import AgreementVersion, User
from .actions.clocks import mind_clocks
from .actions.seats import enter_signed


@worker_step("betas", every=30)
def clocks() -> int:
    """Offers that lapse, testers who are asked, seats that go on."""
    return mind_clocks()


@subscriber("betas.enter", "agreement.signed")
def let_in(lines: Sequence[Activity]) -> None:
    """Whoever signed the agreement on another page is in, where only that was missing."""
    for line in lines:
        version = db.session.get(AgreementVersion, line.about_id) if line.about_id else None
        user = db.session.get(User, line.actor_user_id) if line.actor_user_id else None
        if version is not None and user is not None and user.member_id is not None:
            enter_signed(user, version.agreement_id)
