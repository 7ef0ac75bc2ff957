"""Ideas: what members want to have built, who wants it and why, and what became of it.

For members who want to be heard once and told at the end, and for product teams who decide what to build.
"""
