"""Each person's first page: a member's home, and Today for staff.

For everybody who signs in. It may know every other room, and none knows it.
"""
