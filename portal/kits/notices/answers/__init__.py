"""Answers to emails in a colleague's name: taken in unread, noted for the member, forwarded to whom they are for."""
