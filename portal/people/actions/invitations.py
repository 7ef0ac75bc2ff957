"""Inviting a member: a person's own words, a link for one address, an end."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access.links import mail_link, make_link, void_links
from portal.access.models import User
from portal.core.clock import now
from portal.core.database import db
from portal.core.errors import DomainError
from portal.ledger.ledger import record

from ..holds import why_paused
from ..lifecycle import INVITATION
from ..mails import post_invitation
from ..models import Invitation, Member
from ..verbs import INVITATION_COPIED, INVITATION_REVOKED, MEMBER_INVITED
from .segments import standing_holds

LASTS = timedelta(days=21)
EMAILED, COPIED = "invitation", "invitation-copy"
"""The purposes of the link in the email, and of those that somebody handed over."""


def why_not_invite(member: Member) -> str | None:
    """What stands against inviting this member, in words for staff; None when nothing does."""
    if member.merged_into_id is not None:
        return str(_("This record was merged into another one. Invite that person instead."))
    if member.joined_at is not None:
        return str(_("%(name)s has joined already.", name=member.name))
    if member.unsubscribed_at is not None:
        return str(_("%(name)s has asked not to get emails like this. Talk in person instead.", name=member.name))
    if standing_holds(member.id, "promotion"):
        return str(_("There's an open issue with %(name)s. Sort that out first, then invite them.", name=member.name))
    if db.session.scalar(select(User.id).where(User.email == member.email)) is not None:
        return str(_("Somebody already signs in with the address %(email)s.", email=member.email))
    return why_paused(member)


def invite_member(member: Member, sender: User, subject: str, message: str) -> Invitation:
    """Invite the member by a personal mail. Raises DomainError when something stands against it."""
    _refuse_unless_free(member)
    moment = now()
    invitation = Invitation(
        member=member,
        sent_by_id=sender.id,
        status=INVITATION.initial,
        subject=subject,
        message=message,
        sent_at=moment,
        expires_at=moment + LASTS,
    )
    db.session.add(invitation)
    _keep_one_open(member)
    _send(invitation, sender)
    return invitation


def resend_invitation(invitation: Invitation, sender: User) -> None:
    """Send it once more with a fresh link; the earlier link ends. A lapsed one is open again."""
    member, status = invitation.member, INVITATION.after(invitation.status, "resend")
    _refuse_unless_free(member)
    invitation.sent_by_id = sender.id
    invitation.sent_at = now()
    invitation.expires_at = invitation.sent_at + LASTS
    invitation.times_sent += 1
    invitation.status = status
    _keep_one_open(member)
    _send(invitation, sender)


def link_to_copy(invitation: Invitation, by: User) -> str:
    """The token of one more link to an open invitation, for whoever hands it over by another way than mail.

    The link in the mail goes on working, and all of them end together. It joins, and opens no login that is there.
    """
    _refuse_unless_free(invitation.member)
    if not INVITATION.allows(invitation.status, "accept") or invitation.expires_at <= now():
        raise DomainError(_("This invitation has expired. Send it again first."))
    member, lasts = invitation.member, invitation.expires_at - now()
    _link, token = make_link(COPIED, invitation.id, member.email, member_id=member.id, lasts=lasts)
    record(INVITATION_COPIED, member=member, actor=by, about=invitation)
    return token


def end_links(invitation: Invitation) -> int:
    """End every link to it; how many still worked."""
    return sum(void_links(purpose, invitation.id) for purpose in (EMAILED, COPIED))


def revoke_invitation(invitation: Invitation, by: User) -> None:
    """Take an open invitation back; its link ends."""
    invitation.status = INVITATION.after(invitation.status, "revoke")
    end_links(invitation)
    record(INVITATION_REVOKED, member=invitation.member, actor=by, about=invitation)


def _refuse_unless_free(member: Member) -> None:
    reason = why_not_invite(member)
    if reason is not None:
        raise DomainError(reason)


def _keep_one_open(member: Member) -> None:
    refusal = DomainError(_("%(name)s has an open invitation. Send that one again instead.", name=member.name))
    try:
        db.session.flush()
    except IntegrityError as error:
        raise refusal from error


def _send(invitation: Invitation, sender: User) -> None:
    end_links(invitation)
    invitation.link, placeholder = mail_link(
        EMAILED, invitation.id, invitation.member.email, member_id=invitation.member_id, lasts=LASTS
    )
    post_invitation(invitation, sender, placeholder, invitation.expires_at)
    record(MEMBER_INVITED, member=invitation.member, actor=sender, about=invitation)
