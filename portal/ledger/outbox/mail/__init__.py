"""Mail, a channel of the outbox: written with `post_mail`, sent over SMTP with a last look at each."""

from .channel import LEASE, send_due
from .checks import is_for_its_reader, mail_check, private_mail_check
from .posting import mails_of_the_past, post_mail, withdraw_mail

__all__ = [
    "LEASE",
    "is_for_its_reader",
    "mail_check",
    "mails_of_the_past",
    "post_mail",
    "private_mail_check",
    "send_due",
    "withdraw_mail",
]
