"""Doubles become one: the record that stays takes over everything, the other only leads to it."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused
from portal.ledger.ledger import record
from portal.ledger.models import Delivery

from ..merging import turn_to
from ..models import Company, Member, Namesakes
from ..queries.job_changes import waiting_job_change
from ..verbs import COMPANY_MERGED, MEMBER_MERGED
from .job_changes import replace_told_job
from .pauses import settle_pauses
from .people import sort_name
from .segments import settle_segment
from .settle import (
    settle_address,
    settle_audiences,
    settle_employments,
    settle_holds,
    settle_invitations,
    settle_logins,
)

FILLED_IN = (
    "given_name", "family_name", "company_id", "job_title", "country", "time_zone", "wants", "worries",
    "uses_us_for", "how_we_help", "incentive", "owner_user_id", "stage", "stage_since",
)  # fmt: skip
NEWEST = ("confirmed_at", "last_act_at", "last_touch_at", "paused_until")
OLDEST = ("joined_at", "welcomed_at", "unsubscribed_at")
COMPANY_FILLED_IN = (
    "domain", "plan", "revenue", "potential", "renews_on", "industry", "region", "external_id", "owner_user_id",
)  # fmt: skip


def merge_members(stays: Member, double: Member, actor: User, login: User | None = None) -> None:
    """Make `double` a part of `stays`. Where both can sign in, `login` is the one that goes on."""
    _check(stays, double, _("Choose two different people."))
    settle_logins(stays, double, login, actor)
    settle_invitations(double, actor)
    settle_holds(stays, double)
    settle_pauses(stays, double, actor)
    replace_told_job(double, stays)
    settle_audiences("member", double.id, stays.id)
    values = merged_values(stays, double)
    turn_to("member", double, stays)
    db.session.execute(
        update(Delivery).where(Delivery.member_id == double.id, Delivery.done_at.is_(None)).values(member_id=stays.id)
    )
    for name, value in values.items():
        setattr(stays, name, value)
    stays.folded = sort_name(stays.given_name, stays.family_name, stays.email)
    _close_double(double, stays)
    db.session.flush()
    settle_employments(stays)
    settle_segment(stays)
    settle_address(stays, actor)
    record(MEMBER_MERGED, member=stays, actor=actor, about=double)


def merged_values(stays: Member, double: Member) -> dict[str, Any]:
    """What is known of the one who stays afterwards: their own details, gaps filled from the double.

    Of moments the newest or the first counts, and a wish not to be written to, or no gifts, is never lost. Who has told
    us that they left gets no company back by this.
    """
    values: dict[str, Any] = {name: getattr(stays, name) or getattr(double, name) for name in FILLED_IN}
    for names, choose in ((NEWEST, max), (OLDEST, min)):
        for name in names:
            moments = [moment for row in (stays, double) if (moment := getattr(row, name)) is not None]
            values[name] = choose(moments, default=None)
    values["takes_gifts"] = stays.takes_gifts and double.takes_gifts
    if waiting_job_change(stays.id) is not None:
        values["company_id"] = stays.company_id
    return values


def merge_companies(stays: Company, double: Company, actor: User) -> None:
    """Make `double` a part of `stays`; its name leads there from now on."""
    _check(stays, double, _("Choose two different companies."))
    values = merged_company_values(stays, double)
    settle_audiences("company", double.id, stays.id)
    settle_pauses(stays, double, actor)
    double.external_id = None
    turn_to("company", double, stays)
    for name, value in values.items():
        setattr(stays, name, value)
    double.merged_into_id = stays.id
    record(COMPANY_MERGED, company=stays, actor=actor, about=double)


def merged_company_values(stays: Company, double: Company) -> dict[str, Any]:
    """What is known of the company that stays afterwards."""
    own = {name: getattr(stays, name) for name in COMPANY_FILLED_IN}
    values = {name: getattr(double, name) if value is None else value for name, value in own.items()}
    values["domain_confirmed"] = (stays if stays.domain else double).domain_confirmed
    return {**values, "takes_gifts": stays.takes_gifts and double.takes_gifts}


def note_namesakes(one: Member, other: Member, actor: User) -> None:
    """Remember that these two only share a name."""
    first, second = sorted((one.id, other.id))
    if db.session.get(Namesakes, (first, second)) is None:
        db.session.add(Namesakes(one_id=first, other_id=second, said_by_id=actor.id, said_at=now()))


def _check(stays: Member | Company, double: Member | Company, same: str) -> None:
    if stays.id == double.id:
        raise Refused(same)
    if stays.merged_into_id or double.merged_into_id:
        raise Refused(_("One of these has been merged already. Reload the page to see where things are."))


def _close_double(double: Member, stays: Member) -> None:
    double.merged_into_id = stays.id
    double.company_id = double.nps = double.stage = double.stage_since = None
    double.segment = "unknown"
