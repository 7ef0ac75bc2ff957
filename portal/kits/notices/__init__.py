"""Reaching people: the inbox, mails at once, the digest, answers by mail, and the contact policy that all of it passes.

For every feature that has something to tell, for everybody who writes to a member, and for whoever wants peace.
"""
