"""Mail, a channel of the outbox: written with `post_mail`, sent over SMTP with a last look at each."""

from .channel import LEASE, send_due
from .checks import is_for_its_reader, mail_check, private_mail_check
from .enclosing import mail_enclosure
from .filling import everything_in, filled, mail_filling
from .others import add_mails_to_others, went_to_member
from .posting import mails_of_the_past, post_mail, withdraw_mail

__all__ = [
    "LEASE",
    "add_mails_to_others",
    "everything_in",
    "filled",
    "is_for_its_reader",
    "mail_check",
    "mail_enclosure",
    "mail_filling",
    "mails_of_the_past",
    "post_mail",
    "private_mail_check",
    "send_due",
    "went_to_member",
    "withdraw_mail",
]
