"""What can be done here: write to a member, notify users, mark as read."""

from .addresses import lift_suppression, suppress
from .notifying import notify
from .preferences import choose_rhythm, end_mails, set_preference, way_out
from .reading import mark_all_read, mark_notice_read, mark_read, settle_notices
from .writing import Outcome, hold_back, send_message, stop_messages, withdraw_message

__all__ = [
    "Outcome",
    "choose_rhythm",
    "end_mails",
    "hold_back",
    "lift_suppression",
    "mark_all_read",
    "mark_notice_read",
    "mark_read",
    "notify",
    "send_message",
    "set_preference",
    "settle_notices",
    "stop_messages",
    "suppress",
    "way_out",
    "withdraw_message",
]
