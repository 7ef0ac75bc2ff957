"""The inbox, and the pages by which somebody ends our mails."""

from . import unsubscribe

__all__ = ["unsubscribe"]
