"""The email to somebody who leaves."""

from datetime import datetime

from portal.access.links import mail_link
from portal.access.mails import post_account_mail
from portal.core.urls import mail_url
from portal.people.models import Member

from .models import Departure

UNDO = "stay"


def post_departure(departure: Departure, member: Member, address: str, until: datetime) -> None:
    """That they leave, until when they can undo it, and how. The link ends with the days."""
    lasts = until - departure.asked_at
    _link, placeholder = mail_link(UNDO, departure.id, address, member_id=member.id, lasts=lasts)
    post_account_mail(
        f"departure:{departure.id}",
        address,
        "leaving/mail/leaving.txt",
        member.id,
        name=member.short_name,
        until=until,
        posts_stay=departure.posts_stay,
        url=mail_url("leaving.undo", token=placeholder),
    )
