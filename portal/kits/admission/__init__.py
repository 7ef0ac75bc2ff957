"""Whom a space is for: an audience for each act, and an agreement that is signed first.

For every feature that has such spaces (categories, boards, betas), and for those who decide about them.
"""
