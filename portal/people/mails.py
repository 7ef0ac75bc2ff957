"""Mails about access: they answer what somebody just did, so they pass no contact gate."""

from datetime import datetime

from flask import current_app

from portal.core.mail import render_mail
from portal.core.text import one_line
from portal.core.urls import mail_url
from portal.ledger.outbox.mail import post_mail

from .models import Invitation, Link, User


def post_password_link(user: User, link: Link, token: str, *, first: bool) -> None:
    """The link that lets `user` choose a password: a new one, or the first."""
    url = mail_url("sign_in.new_password", token=token)
    template = "first_password" if first else "new_password"
    _post(f"{template}:{link.id}", user, f"people/mail/{template}.txt", name=user.name, url=url)


def post_password_changed(user: User, activity_id: int) -> None:
    """A notice that the password was changed, in case it was somebody else."""
    url = mail_url("sign_in.forgotten")
    _post(f"password_changed:{activity_id}", user, "people/mail/password_changed.txt", name=user.name, url=url)


def post_invitation(invitation: Invitation, sender: User, token: str, ends: datetime) -> None:
    """A person's own words to a member, with the link that lets them in."""
    mail = render_mail(
        "people/mail/invitation.txt",
        subject=one_line(invitation.subject),
        words=invitation.words,
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


def _post(key: str, user: User, template: str, **context: object) -> None:
    mail = render_mail(template, **context)
    post_mail(
        key=key,
        recipient=user.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        category="account",
        sender_name=current_app.config["COMPANY_NAME"],
        member_id=user.member_id,
    )
