"""The mail that invites somebody."""

from datetime import datetime

from portal.access.models import User
from portal.core.mail import render_mail
from portal.core.text import one_line
from portal.core.urls import mail_url
from portal.ledger.outbox.mail import post_mail

from .models import Invitation


def post_invitation(invitation: Invitation, sender: User, token: str, ends: datetime) -> None:
    """A person's own words to a member, with the link that lets them in."""
    mail = render_mail(
        "people/mail/invitation.txt",
        subject=one_line(invitation.subject),
        message=invitation.message,
        sender=one_line(sender.name),
        url=mail_url("join.invitation", token=token),
        ends=ends,
    )
    post_mail(
        key=f"invitation:{invitation.id}:{invitation.times_sent}",
        recipient=invitation.member.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        category="service",
        sender_name=one_line(sender.name)[:120],
        reply_to=sender.email,
        member_id=invitation.member_id,
    )
