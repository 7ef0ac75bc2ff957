"""Reaching people: the contact gate decides what may be sent, and what was held back is kept with its reason.

For everybody who writes to a member, and for the member who wants peace.
"""
