"""The tables of notices: the inbox, what readers wish, and what the contact gate did not let through."""

from .held import HeldBack
from .inbox import Notice, NoticeActor, Telling
from .mail_in import MailIn, Suppression
from .wishes import DigestPlan, NoticePreference

__all__ = ["DigestPlan", "HeldBack", "MailIn", "Notice", "NoticeActor", "NoticePreference", "Suppression", "Telling"]
