"""Each person's first page.

For everybody who signs in.
"""
