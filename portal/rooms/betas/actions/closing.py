"""The end of a beta: everybody is told what they did and what came of it, thanked by a person, and given something."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.core.text import clean, one_line
from portal.ledger.ledger import Line, record_lines
from portal.people.models import Member

from ..models import IN_TEST, Applicant, Beta, BetaClosing
from ..queries.reports import Deeds, deeds_in
from ..verbs import BETA_THANKED
from .betas import end_the_unseated, set_status
from .steps import lock_beta_row, move

MAX_THANKS_CHARS = 4_000


def close_beta(
    beta: Beta, thanks: str, actor: User, *, gift: str = "", personal: Mapping[int, str] | None = None
) -> list[BetaClosing]:
    """Close it: each tester gets a summary of what they did, `thanks` (or their own, by the applicant's id)
    and, where they may take one, `gift`.

    Raises Refused without words, as thanks come from a person, and for words that are too long.
    """
    lock_beta_row(beta)
    thanks = clean(thanks)
    if any(len(each) > MAX_THANKS_CHARS for each in (thanks, *(personal or {}).values())):
        raise Refused(_("Use at most %(most)s characters.", most=MAX_THANKS_CHARS))
    if not thanks:
        raise Refused(_("Write a word of thanks: every tester reads it above their own summary."))
    set_status(beta, "close", actor)
    end_the_unseated(beta, actor, _("The beta has ended."))
    testers = select(Applicant).where(Applicant.beta_id == beta.id, Applicant.status.in_(IN_TEST))
    deeds, closings = deeds_in(beta), []
    whole = joinedload(Applicant.member).joinedload(Member.company)
    for applicant in db.session.scalars(testers.order_by(Applicant.id).options(whole)).all():
        move(applicant, "complete")
        theirs = clean((personal or {}).get(applicant.id, "")) or thanks
        closings.append(_closing(applicant, deeds.get(applicant.id, Deeds()), theirs, one_line(gift)[:200], actor))
    db.session.add_all(closings)
    _tell(closings, actor)
    return closings


def gift_refused_by(member: Member) -> str:
    """Who says that this member cannot accept gifts ("member" or "company"); empty where nobody does."""
    if not member.takes_gifts:
        return "member"
    return "company" if member.company is not None and not member.company.takes_gifts else ""


def _closing(applicant: Applicant, deeds: Deeds, thanks: str, gift: str, actor: User) -> BetaClosing:
    withheld = gift_refused_by(applicant.member) if gift else ""
    return BetaClosing(
        applicant_id=applicant.id,
        applicant=applicant,
        reports=deeds.reports,
        fixed=deeds.fixed,
        tasks=deeds.tasks,
        thanks=thanks,
        gift="" if withheld else gift,
        gift_withheld=withheld,
        by_user_id=actor.id,
        at=now(),
    )


def _tell(closings: list[BetaClosing], actor: User) -> None:
    db.session.flush()
    lines = [
        Line(
            BETA_THANKED,
            member_id=each.applicant.member_id,
            company_id=each.applicant.company_id,
            actor_user_id=actor.id,
            about=("applicant", each.applicant_id),
            facts={"reports": each.reports, "fixed": each.fixed, "tasks": each.tasks, "gift": bool(each.gift)},
        )
        for each in closings
    ]
    record_lines(lines)
