"""Joining: an invitation becomes a login, once."""

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from portal.access.links import find_link
from portal.access.models import User
from portal.access.models.user import MAX_NAME_CHARS
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError
from portal.ledger.ledger import record

from ..lifecycle import INVITATION
from ..models import Invitation
from ..verbs import MEMBER_JOINED
from .invitations import COPIED, EMAILED, end_links


def open_invitation(token: str) -> Invitation | None:
    """The invitation that this token opens, as long as it is open and its address is still the member's."""
    link = find_link(EMAILED, token) or find_link(COPIED, token)
    if link is None:
        return None
    invitation = db.session.get(Invitation, link.subject_id)
    if invitation is None or not INVITATION.allows(invitation.status, "accept"):
        return None
    member = invitation.member
    return invitation if member.email == link.recipient and member.merged_into_id is None else None


def came_by_email(token: str) -> bool:
    """Whether this link was in the email, so that whoever has it reads mail at the invitation's address."""
    return find_link(EMAILED, token) is not None


def accept_invitation(invitation: Invitation, password_hash: str | None, *, by_email: bool) -> User:
    """Make the invited member's login. A second one loses by constraint; raises DomainError.

    Without a password they sign in with a link by email, and can choose one later. Only a link that came `by_email`
    proves that the address is theirs.
    """
    taken = DomainError(_("This invitation has been accepted already. Sign in with the address it was sent to."))
    if not end_links(invitation):
        raise taken
    member, moment = invitation.member, now()
    user = User(
        email=member.email,
        name=member.name[:MAX_NAME_CHARS],
        member_id=member.id,
        password_hash=password_hash,
        time_zone=member.time_zone,
        created_at=moment,
        address_proved_at=moment if by_email else None,
    )
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise DomainError(
            _("Somebody signs in with this address already. If that's you, sign in; if not, tell whoever invited you.")
        ) from error
    invitation.status = INVITATION.after(invitation.status, "accept")
    invitation.accepted_at = member.joined_at = member.confirmed_at = moment
    record(MEMBER_JOINED, member=member, actor=user, about=invitation)
    return user
