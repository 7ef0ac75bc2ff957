"""Letters about belonging here: the invitation, and a new address."""

from datetime import datetime

from portal.access.mails import post_account_mail
from portal.access.models import User
from portal.core.mail import render_mail
from portal.core.text import one_line
from portal.core.urls import mail_url
from portal.ledger.outbox.mail import post_mail, withdraw_mail

from .answers import reply_to
from .models import AddressChange, Invitation


def post_invitation(invitation: Invitation, sender: User, placeholder: str, ends: datetime) -> None:
    """A person's own words to a member, with the link that lets them in."""
    mail = render_mail(
        "people/mail/invitation.txt",
        subject=one_line(invitation.subject),
        message=invitation.message,
        sender=one_line(sender.name),
        url=mail_url("join.invitation", token=placeholder),
        ends=ends,
    )
    key = f"invitation:{invitation.id}:{invitation.times_sent}"
    post_mail(
        key=key,
        recipient=invitation.member.email,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        category="service",
        sender_name=one_line(sender.name)[:120],
        reply_to=reply_to(sender, invitation.member, key),
        member_id=invitation.member_id,
    )


def post_address_confirmation(change: AddressChange, placeholder: str) -> None:
    """To the new address, which may be anybody's: the link that confirms it, and no name."""
    url = mail_url("address_changes.confirm", token=placeholder)
    template = "confirm_own_address" if change.is_own else "confirm_address"
    _post(f"address_asked:{change.id}", change.address, template, change.member_id, url)


def withdraw_address_confirmation(change: AddressChange) -> None:
    """Nobody is to confirm it any more: an email that still waits does not leave."""
    withdraw_mail(f"address_asked:{change.id}", "withdrawn")


def post_address_changed(change: AddressChange, placeholder: str) -> None:
    """To the former address, which may be somebody else's by now: it is told nothing but how to object."""
    url = mail_url("address_changes.dispute", token=placeholder)
    _post(f"address_changed:{change.id}", change.former, "address_changed", change.member_id, url)


def _post(key: str, recipient: str, template: str, member_id: int | None, url: str) -> None:
    post_account_mail(key, recipient, f"people/mail/{template}.txt", member_id, url=url, address=recipient)
