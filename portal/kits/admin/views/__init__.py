"""Pages of the site's workings."""

from . import acts, deliveries, health, mails

__all__ = ["acts", "deliveries", "health", "mails"]
