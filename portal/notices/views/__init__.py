"""The inbox, and the pages by which somebody ends our mails."""

from . import addresses, inbox, letters, unsubscribe, wishes

__all__ = ["addresses", "inbox", "letters", "unsubscribe", "wishes"]
