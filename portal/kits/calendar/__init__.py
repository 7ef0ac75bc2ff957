"""What is coming up: everything with a date, from every room, as a page, on the home page, and as a calendar feed.

For members who plan their week; each sees only what they may see.
"""
