"""What cannot simply be moved when two records become one: logins, invitations, holds, employments, audiences."""

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from portal.access.actions.closing import end_login
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import Refused

from ..lifecycle import INVITATION
from ..logins import login_of
from ..models import AudienceTerm, Employment, Hold, Invitation, Member
from ..queries.addresses import is_address_of
from .addresses import ask_for_address, give_address
from .disputes import end_changes
from .invitations import revoke_invitation


def settle_logins(stays: Member, double: Member, chosen: User | None, actor: User) -> None:
    """Two logins never become one by themselves: the one that was not chosen ends, and stays with the double."""
    own, other = login_of(stays), login_of(double)
    if own is None or other is None:
        return
    if chosen is None or chosen.id not in {own.id, other.id}:
        raise Refused(_("Both can sign in. Choose which login to keep; the other one is closed."))
    ends = own if chosen.id == other.id else other
    if ends.is_staff:
        raise Refused(
            _("%(name)s has a role as a colleague. Remove the role first, or keep that login.", name=ends.name)
        )
    end_changes(ends, actor)
    end_login(ends, actor)
    for login, member_id in ((ends, None), (chosen, stays.id), (ends, double.id)):
        login.member_id = member_id
        db.session.flush()


def settle_address(stays: Member, actor: User) -> None:
    """Whoever signs in is written to where they do, also where the record that stays had another address.

    That one is asked for like any other: nobody has confirmed it yet. Call it once the double leads to who stays.
    """
    login, other = login_of(stays), stays.email
    if login is None or login.email == other or not is_address_of(stays, login.email):
        return
    give_address(stays, login.email)
    taken = db.session.scalar(select(User.id).where(User.email == other))
    if taken is None and login.active and login.disputed_at is None and not login.is_staff:
        ask_for_address(login, stays, other, actor)


def settle_invitations(double: Member, actor: User) -> None:
    """An open invitation is bound to the double's own address, which nobody joins with any more: it is taken back."""
    sent = select(Invitation).where(Invitation.member_id == double.id, Invitation.status == INVITATION.initial)
    for invitation in db.session.scalars(sent):
        revoke_invitation(invitation, actor)


def settle_holds(stays: Member, double: Member) -> None:
    """Of two holds for the same reason the longer one stands."""
    held = {(hold.category, hold.source): hold for hold in _standing(stays)}
    for hold in _standing(double):
        same = held.get((hold.category, hold.source))
        if same is None:
            continue
        same.until = max(same.until, hold.until) if same.until and hold.until else None
        hold.released_at = now()


def settle_employments(member: Member) -> None:
    """One current employment, at the company where the member is; the same one is not told twice."""
    current = select(Employment).where(Employment.member_id == member.id, Employment.until.is_(None))
    employments = list(db.session.scalars(current.order_by(Employment.since, Employment.id)))
    here = [employment for employment in employments if employment.company_id == member.company_id]
    for again in here[1:]:
        db.session.delete(again)
    for elsewhere in employments:
        if elsewhere not in here:
            elsewhere.until = max(elsewhere.since, now().date())


def settle_audiences(kind: str, double_id: int, stays_id: int) -> None:
    """Whoever was meant by the double is meant by the one who stays."""
    named = (AudienceTerm.kind == kind, AudienceTerm.value == str(double_id))
    already = select(AudienceTerm.audience_id).where(AudienceTerm.kind == kind, AudienceTerm.value == str(stays_id))
    db.session.execute(
        delete(AudienceTerm).where(*named, AudienceTerm.audience_id.in_(already)),
        execution_options={"synchronize_session": False},
    )
    db.session.execute(
        update(AudienceTerm).where(*named).values(value=str(stays_id)),
        execution_options={"synchronize_session": False},
    )


def _standing(member: Member) -> list[Hold]:
    return list(db.session.scalars(select(Hold).where(Hold.member_id == member.id, Hold.released_at.is_(None))))
