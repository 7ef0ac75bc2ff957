"""Mail, a channel of the outbox: written with `post_mail`, sent over SMTP with a last look at each."""

from .channel import LEASE, send_due
from .checks import before_send, for_its_reader, is_for_its_reader
from .posting import mails_of_the_past, post_mail, withdraw_mail

__all__ = [
    "LEASE",
    "before_send",
    "for_its_reader",
    "is_for_its_reader",
    "mails_of_the_past",
    "post_mail",
    "send_due",
    "withdraw_mail",
]
