"""The workings of the site: health, mails, deliveries, and what staff did.

For administrators and owners.
"""
