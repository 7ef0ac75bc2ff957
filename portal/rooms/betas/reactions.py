"""What the worker does for betas: the clocks, letting in whoever signed somewhere else, and telling people."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from portal.access.models import User
from portal.core.database import db
from portal.kits.admission.models import AgreementVersion
from portal.kits.admission.verbs import AGREEMENT_SIGNED
from portal.kits.notices.actions import notify
from portal.kits.notices.addressing import on_duty
from portal.kits.notices.kinds import NoticeKind
from portal.ledger.ledger import subscriber
from portal.ledger.models import Activity
from portal.ledger.verbs import VERBS
from portal.ledger.worker import worker_step

from .actions import doubles, leaving  # noqa: F401 - they listen to merging and erasing
from .actions.clocks import fill_freed, mind_clocks
from .actions.seats import enter_signed
from .models import Applicant, Beta, BetaReport
from .notices import ANSWERED, ASKED, INVITED, PLACE, REPORTED, THANKED
from .verbs import (
    BETA_INVITED,
    BETA_THANKED,
    BETA_TURNED_AWAY,
    BETA_WAITLISTED,
    REPORT_GIVEN,
    REPORT_SETTLED,
    SEAT_LAPSED,
    SEAT_OFFERED,
    SEAT_PASSED_ON,
    SEAT_REMOVED,
    TESTER_ASKED,
)

_NOTIFIED = {
    BETA_INVITED: INVITED,
    BETA_TURNED_AWAY: PLACE,
    BETA_WAITLISTED: PLACE,
    BETA_THANKED: THANKED,
    SEAT_OFFERED: PLACE,
    SEAT_LAPSED: PLACE,
    SEAT_PASSED_ON: PLACE,
    SEAT_REMOVED: PLACE,
    TESTER_ASKED: ASKED,
}
"""What is told to the member whose place it is; what they did themselves is not."""


@worker_step("betas", every=30)
def clocks() -> int:
    """Offers that lapse, testers who are asked, seats that go on, and free ones that somebody could have."""
    return mind_clocks() + fill_freed()


@subscriber("betas.enter", AGREEMENT_SIGNED)
def let_in(lines: Sequence[Activity]) -> None:
    """Whoever signed the agreement on another page is in, where only that was missing."""
    for line in lines:
        version = db.session.get(AgreementVersion, line.about_id) if line.about_id else None
        user = db.session.get(User, line.actor_user_id) if line.actor_user_id else None
        if version is not None and user is not None and user.member_id is not None:
            enter_signed(user, version.agreement_id)


@subscriber("betas.tell", *_NOTIFIED, REPORT_GIVEN, REPORT_SETTLED)
def notify_people(lines: Sequence[Activity]) -> None:
    """Tell each person of what happened to their place or their report, and the owner of a beta what is reported."""
    for line in lines:
        if line.historic or line.about_kind is None or line.about_id is None:
            continue
        kind, whom = _who_hears(line)
        user_id = db.session.scalar(whom)
        if user_id is not None:
            actor = db.session.get(User, line.actor_user_id) if line.actor_user_id else None
            told = on_duty([user_id]) if kind is REPORTED else [user_id]
            notify(kind.name, told, about=(line.about_kind, line.about_id), actor=actor, cause=line)


def _who_hears(line: Activity) -> tuple[NoticeKind, Select[Any]]:
    if line.verb == REPORT_GIVEN:
        owner = select(Beta.owner_user_id).join(BetaReport, BetaReport.beta_id == Beta.id)
        return REPORTED, owner.where(BetaReport.id == line.about_id)
    member = select(User.id).join(Applicant, Applicant.member_id == User.member_id)
    if line.verb == REPORT_SETTLED:
        wrote = member.join(BetaReport, BetaReport.applicant_id == Applicant.id)
        return ANSWERED, wrote.where(BetaReport.id == line.about_id)
    return _NOTIFIED[VERBS[line.verb]], member.where(Applicant.id == line.about_id)
