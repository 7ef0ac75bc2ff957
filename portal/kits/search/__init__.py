"""Searching what customers said, with the index as a hint and the database as the authority.

For marketing looking for a quote, and for product reading what hurts.
"""
