"""The workings of the site: health, mail, deliveries, users.

For administrators and owners.
"""
