"""The inbox, and the pages by which somebody ends our mails."""

from . import inbox, unsubscribe, wishes

__all__ = ["inbox", "unsubscribe", "wishes"]
