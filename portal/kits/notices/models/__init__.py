"""The tables of notices: the inbox, preferences, what came in, answers, and what the contact policy held back."""

from .answers import Answer, AnswerAddress
from .held import HeldBack
from .inbox import WITH_THE_DIGEST, Notice, NoticeActor, Notification, unread_of
from .mail_in import MailIn, Suppression
from .preferences import DigestPlan, NoticePreference

__all__ = [
    "WITH_THE_DIGEST",
    "Answer",
    "AnswerAddress",
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
