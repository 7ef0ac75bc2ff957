"""Mails about access: they answer what somebody just did, so they pass no contact policy."""

from flask import current_app

from portal.core.mail import render_mail
from portal.core.urls import mail_url
from portal.ledger.outbox.mail import post_mail

from .models import Link, User

ABOUT_A_LOGIN = (
    "first_password:",
    "new_password:",
    "sign_in_link:",
    "open_again_link:",
    "new_device:",
    "password_changed:",
)
"""How the keys of these mails begin."""


def post_password_link(user: User, link: Link, placeholder: str, *, first: bool) -> None:
    """The link that lets `user` choose a password: a new one, or the first."""
    url = mail_url("sign_in.new_password", token=placeholder)
    template = "first_password" if first else "new_password"
    _post(f"{template}:{link.id}", user, template, url=url)


def post_sign_in_link(user: User, link: Link, placeholder: str, onward: str) -> None:
    """The link that signs `user` in, or opens their closed login again, and where it leads from there."""
    url = mail_url("sign_in.by_link", token=placeholder, **({"next": onward} if len(onward) > 1 else {}))
    template = "sign_in_link" if user.active else "open_again_link"
    _post(f"{template}:{link.id}", user, template, url=url)


def post_new_device(user: User, session_id: int | None, device: str, address: str) -> None:
    """That somebody signed in on a device that was not known."""
    url = mail_url("sessions.sessions")
    _post(f"new_device:{session_id}", user, "new_device", device=device, address=address, url=url)


def post_password_changed(user: User, activity_id: int) -> None:
    """A notice that the password was changed, in case it was somebody else."""
    _post(f"password_changed:{activity_id}", user, "password_changed", url=mail_url("sign_in.forgotten"))


def post_account_mail(key: str, recipient: str, template: str, member_id: int | None, **context: object) -> None:
    """A mail about somebody's account, from the company."""
    mail = render_mail(template, **context)
    post_mail(
        key=key,
        recipient=recipient,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        category="account",
        sender_name=current_app.config["COMPANY_NAME"],
        member_id=member_id,
    )


def _post(key: str, user: User, template: str, **context: object) -> None:
    post_account_mail(key, user.email, f"access/mail/{template}.txt", user.member_id, name=user.name, **context)
