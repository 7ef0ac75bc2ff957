"""The private forum: categories, topics and posts, and what each reader has read of them.

For members and staff to talk with each other, and for moderators to keep it worth reading.
"""
