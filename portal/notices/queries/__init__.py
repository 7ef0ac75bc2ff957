"""Questions about notices and messages."""

from .inbox import CAP, inbox_of, unread_count
from .messages import Message, messages_to

__all__ = ["CAP", "Message", "inbox_of", "messages_to", "unread_count"]
