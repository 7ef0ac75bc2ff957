"""What can be done here: write to a member, notify users, mark as read."""

from .reading import mark_all_read, mark_notice_read, mark_read
from .telling import notify
from .wishes import choose_rhythm, end_mails, way_out, wish
from .writing import Outcome, hold_back, send_message, stop_messages, withdraw_message

__all__ = [
    "Outcome",
    "choose_rhythm",
    "end_mails",
    "hold_back",
    "mark_all_read",
    "mark_notice_read",
    "mark_read",
    "notify",
    "send_message",
    "stop_messages",
    "way_out",
    "wish",
    "withdraw_message",
]
