"""The tables of notices: the inbox, what readers prefer, what came in, and what the contact policy held back."""

from .held import HeldBack
from .inbox import Notice, NoticeActor, Notification, unread_of
from .mail_in import MailIn, Suppression
from .preferences import DigestPlan, NoticePreference

__all__ = [
    "DigestPlan",
    "HeldBack",
    "MailIn",
    "Notice",
    "NoticeActor",
    "NoticePreference",
    "Notification",
    "Suppression",
    "unread_of",
]
