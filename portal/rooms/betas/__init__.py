"""Betas: who tests what comes next, from the invitation to the thanks, for product teams and for members who like
to be first. What is secret in a beta is open to those inside who have signed its agreement, colleagues included.
"""
