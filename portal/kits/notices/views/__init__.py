"""The inbox, and the pages by which somebody ends our mails."""

from . import addresses, inbox, letters, preferences, unsubscribe

__all__ = ["addresses", "inbox", "letters", "preferences", "unsubscribe"]
