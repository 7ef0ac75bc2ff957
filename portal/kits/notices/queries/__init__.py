"""Questions about notices and messages."""

from .inbox import CAP, inbox_of, unread_count
from .lines import InboxLine, told_line, told_lines
from .messages import Message, messages_to

__all__ = ["CAP", "InboxLine", "Message", "inbox_of", "messages_to", "told_line", "told_lines", "unread_count"]
