"""Users, their roles and sessions, passwords and the links in mails: who comes in, and what they may do.

It knows a member only as a number; people says who they are.
"""
