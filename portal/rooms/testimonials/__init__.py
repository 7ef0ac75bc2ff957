"""Quotes with proven consent: exact words, what the customer allowed, what may be used where.

For marketing, and for the customer whose words they are.
"""
